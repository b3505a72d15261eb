export { base64Of } from "./base64";
export { CarParkField, CarParkFilter } from "./CarParkSelect";
export { couponWords } from "./coupons";
export { DemoButton } from "./DemoButton";
export { deliveryKindWords } from "./deliveryKinds";
export { DirectionWord, directionWord, LaneDirectionTag } from "./direction";
export { inPieces } from "./inPieces";
export { ListPage } from "./ListPage";
export { type LaneKey, laneKey, laneShortcut, shortcutOf } from "./lanes";
export { MirrorAge } from "./MirrorAge";
export { ChangeList, OutcomeWord } from "./outcomes";
export { PassagePhotos } from "./PassagePhotos";
export { PlateFinder } from "./PlateFinder";
export { ReasonDialog } from "./ReasonDialog";
export { ReportingNav, type ReportingPlace } from "./ReportingNav";
export {
  carParkName,
  fieldWords,
  laneName,
  operationWords,
  typeChoices,
  typeWords,
  useCarParks,
} from "./registers";
export { saveFile } from "./saveFile";
export { daysLeftWords, StandingTag, standingWords } from "./standing";
export { type RegisterWrite, useRegisterWrite, WriteNotice } from "./WriteNotice";
export { cameWords, type WriteAct } from "./writeWords";
