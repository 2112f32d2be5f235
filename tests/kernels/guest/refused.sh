# A host on which nothing can be traced.
run trace ctrack -t 1s
run doctor ctrack doctor -o json
run ps ctrack ps
