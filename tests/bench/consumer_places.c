// SPDX-License-Identifier: MIT
#include "consumer_places.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "consumer_json.h"

#define BUCKETS 65536
#define ID_LENGTH 64

static struct place *buckets[BUCKETS];

static struct place **bucket_of(__u64 id, __u32 hierarchy)
{
	return &buckets[(id ^ id >> 16 ^ hierarchy) % BUCKETS];
}

static struct place **slot_of(__u64 id, __u32 hierarchy)
{
	struct place **slot = bucket_of(id, hierarchy);

	while (*slot && ((*slot)->id != id || (*slot)->hierarchy != hierarchy))
		slot = &(*slot)->next;
	return slot;
}

const struct place *find_place(__u64 id, __u32 hierarchy)
{
	return *slot_of(id, hierarchy);
}

void forget_place(__u64 id, __u32 hierarchy)
{
	struct place **slot = slot_of(id, hierarchy);
	struct place *place = *slot;

	if (!place)
		return;
	*slot = place->next;
	free(place);
}

/* The components run from the leaf to the root: the id comes first. */
static bool is_container(const char *components, __u32 length)
{
	if (length < ID_LENGTH + sizeof(".docker") || components[ID_LENGTH] ||
	    strcmp(components + ID_LENGTH + 1, "docker"))
		return false;
	for (int i = 0; i < ID_LENGTH; i++)
		if (!isxdigit((unsigned char)components[i]))
			return false;
	return true;
}

static char *put_place(char *at, const struct ctrack_cgroup *record, bool container)
{
	const char *components = (const char *)(record + 1);

	if (container) {
		at = json_text(at, ",\"container\":{\"id\":\"");
		at = json_text(at, components);
		at = json_text(at, "\",\"label\":\"unknown\",\"kind\":\"docker\"}");
	}
	at = json_number(json_text(at, ",\"cgroup\":{\"id\":"), record->id);
	at = json_path(json_text(at, ",\"path\":\""), components, record->path_len);
	*at++ = '"';
	if (record->hierarchy)
		at = json_number(json_text(at, ",\"hierarchy\":"), record->hierarchy);
	*at++ = '}';
	return at;
}

const struct place *learn_place(const struct ctrack_cgroup *record)
{
	static char text[LINE_MAX_BYTES];
	bool container = is_container((const char *)(record + 1), record->path_len);
	size_t length = put_place(text, record, container) - text;
	struct place **bucket = bucket_of(record->id, record->hierarchy);
	struct place *place = malloc(sizeof(*place) + length);

	if (!place)
		abort();
	forget_place(record->id, record->hierarchy);
	place->next = *bucket;
	place->id = record->id;
	place->hierarchy = record->hierarchy;
	place->is_container = container;
	place->length = length;
	memcpy(place->text, text, length);
	*bucket = place;
	return place;
}
