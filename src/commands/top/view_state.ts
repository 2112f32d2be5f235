import type { Key } from "../../terminal/key.ts";
import type { ColumnName } from "./column_names.ts";
import { COLUMNS } from "./columns.ts";
import { textFilter } from "./text_filter.ts";

/** What the screen shows, and how. */
export interface ViewState {
  readonly sort: ColumnName;
  /** The other way round than usual. */
  readonly isReversed: boolean;
  /** What the user typed to choose containers; empty for all. */
  readonly filter: string;
  /** The filter while it is typed. */
  readonly typing: string | undefined;
  readonly isPaused: boolean;
  readonly isHelpOpen: boolean;
  /** Key of the container that is opened. */
  readonly opened: string | undefined;
  /** First line of its tree that is shown. */
  readonly scroll: number;
  /** Key of the container under the bar, and its place, which counts when the container has gone. */
  readonly selected: string | undefined;
  readonly place: number;
  /** The user wants to end. */
  readonly isOver: boolean;
}

/** What a key press has to know of the picture it meets. */
export interface Sight {
  /** Keys of the containers in the list, in their order there. */
  readonly keys: readonly string[];
  /** Lines that the list, or the tree, has on the screen. */
  readonly page: number;
  /** Lines of the tree. */
  readonly treeLines: number;
}

/** Longest filter, characters: more than a line shows. */
const FILTER_MAX = 256;

/** What is shown first. */
export function initialView(sort: ColumnName): ViewState {
  return {
    sort,
    isReversed: false,
    filter: "",
    typing: undefined,
    isPaused: false,
    isHelpOpen: false,
    opened: undefined,
    scroll: 0,
    selected: undefined,
    place: 0,
    isOver: false,
  };
}

/** The filter that holds: the one that is being typed, as soon as there is one. */
export function filterOf({ filter, typing }: ViewState): string {
  return typing ?? filter;
}

/** Place of the selected container in the list. */
export function selectedPlace({ selected, place }: ViewState, keys: readonly string[]): number {
  const found = selected === undefined ? -1 : keys.indexOf(selected);
  return found >= 0 ? found : Math.max(0, Math.min(place, keys.length - 1));
}

/** What a key makes of the view. Keys that say nothing leave it as it is. */
export function press(state: ViewState, key: Key, sight: Sight): ViewState {
  if (key === "interrupt") return { ...state, isOver: true };
  if (state.typing !== undefined) return typeKey(state, state.typing, key);
  if (state.isHelpOpen) return closeHelp(state, key);
  const step = MOVES[nameOf(key)]?.(sight.page);
  if (step !== undefined) return move(state, step, sight);
  return ACTIONS[nameOf(key)]?.(state, sight) ?? sortByKey(state, nameOf(key));
}

type Action = (state: ViewState, sight: Sight) => ViewState;

const togglePause: Action = (state) => ({ ...state, isPaused: !state.isPaused });
const openHelp: Action = (state) => ({ ...state, isHelpOpen: true });

const ACTIONS: Readonly<Record<string, Action>> = {
  q: (state) => state.opened === undefined ? { ...state, isOver: true } : closeContainer(state),
  escape: goBack,
  enter: openSelected,
  " ": togglePause,
  p: togglePause,
  h: openHelp,
  "?": openHelp,
  "/": (state) => state.opened === undefined ? { ...state, typing: state.filter } : state,
  r: (state) => ({ ...state, isReversed: !state.isReversed }),
  "<": (state) => sortBeside(state, -1),
  ">": (state) => sortBeside(state, 1),
};

/** Lines to go, by the lines of a page. */
const MOVES: Readonly<Record<string, (page: number) => number>> = {
  up: () => -1,
  k: () => -1,
  down: () => 1,
  j: () => 1,
  "page-up": (page) => -Math.max(1, page),
  "page-down": (page) => Math.max(1, page),
  home: () => -Infinity,
  end: () => Infinity,
};

function nameOf(key: Key): string {
  return typeof key === "string" ? key : key.text;
}

function move(state: ViewState, step: number, { keys, page, treeLines }: Sight): ViewState {
  if (state.opened !== undefined) {
    return { ...state, scroll: clamp(state.scroll + step, treeLines - page) };
  }
  return select(state, clamp(selectedPlace(state, keys) + step, keys.length - 1), keys);
}

function select(state: ViewState, place: number, keys: readonly string[]): ViewState {
  return { ...state, place, selected: keys[place] };
}

function clamp(value: number, max: number): number {
  return Math.max(0, Math.min(value, max));
}

function openSelected(state: ViewState, { keys }: Sight): ViewState {
  const place = selectedPlace(state, keys);
  const key = keys[place];
  if (state.opened !== undefined || key === undefined) return state;
  return { ...select(state, place, keys), opened: key, scroll: 0 };
}

function closeContainer(state: ViewState): ViewState {
  return { ...state, opened: undefined, scroll: 0 };
}

/** One step back: out of a container, to all containers, out. */
function goBack(state: ViewState): ViewState {
  if (state.opened !== undefined) return closeContainer(state);
  return state.filter === "" ? { ...state, isOver: true } : { ...state, filter: "" };
}

function closeHelp(state: ViewState, key: Key): ViewState {
  return ["q", "escape", "enter", "h", "?", " "].includes(nameOf(key))
    ? { ...state, isHelpOpen: false }
    : state;
}

function typeKey(state: ViewState, typing: string, key: Key): ViewState {
  if (typeof key !== "string") {
    return typing.length < FILTER_MAX ? { ...state, typing: typing + key.text } : state;
  }
  switch (key) {
    case "enter":
      return textFilter(typing).problem === undefined
        ? { ...state, filter: typing.trim(), typing: undefined }
        : state;
    case "escape":
      return { ...state, typing: undefined };
    case "backspace":
      return { ...state, typing: [...typing].slice(0, -1).join("") };
    default:
      return state;
  }
}

function sortByKey(state: ViewState, letter: string): ViewState {
  const column = COLUMNS.find(({ key }) => key === letter);
  return column === undefined ? state : { ...state, sort: column.name, isReversed: false };
}

function sortBeside(state: ViewState, step: -1 | 1): ViewState {
  const place = COLUMNS.findIndex(({ name }) => name === state.sort) + step;
  const column = COLUMNS[place];
  return column === undefined ? state : { ...state, sort: column.name, isReversed: false };
}
