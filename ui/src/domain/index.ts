export { DirectionWord, directionWord, LaneDirectionTag } from "./direction";
export { type LaneKey, laneKey, laneShortcut, shortcutOf } from "./lanes";
export { PassagePhotos } from "./PassagePhotos";
export { daysLeftWords, StandingTag, standingWords } from "./standing";
