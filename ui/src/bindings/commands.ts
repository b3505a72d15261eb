// Generated from gate-app's list of commands. Do not edit: cargo xtask bindings

import type { Access } from "./Access";
import type { AccountChange } from "./AccountChange";
import type { AccountView } from "./AccountView";
import type { AlertOf } from "./AlertOf";
import type { AlertView } from "./AlertView";
import type { AttendantTile } from "./AttendantTile";
import type { BoothView } from "./BoothView";
import type { CorrectPlate } from "./CorrectPlate";
import type { FeedRequest } from "./FeedRequest";
import type { FirstAdministrator } from "./FirstAdministrator";
import type { FirstRunDone } from "./FirstRunDone";
import type { LaneChange } from "./LaneChange";
import type { Me } from "./Me";
import type { NewAccount } from "./NewAccount";
import type { OpenLane } from "./OpenLane";
import type { OpeningReasons } from "./OpeningReasons";
import type { OpeningView } from "./OpeningView";
import type { OpeningsRequest } from "./OpeningsRequest";
import type { Options } from "./Options";
import type { OwnSecret } from "./OwnSecret";
import type { OwnerInFull } from "./OwnerInFull";
import type { PassageItem } from "./PassageItem";
import type { PlateCard } from "./PlateCard";
import type { PlateCorrected } from "./PlateCorrected";
import type { PlateHit } from "./PlateHit";
import type { PlateOf } from "./PlateOf";
import type { PlateSearch } from "./PlateSearch";
import type { PlatformsView } from "./PlatformsView";
import type { Recovery } from "./Recovery";
import type { RecoveryCode } from "./RecoveryCode";
import type { RevealOwner } from "./RevealOwner";
import type { SignIn } from "./SignIn";
import type { StartView } from "./StartView";
import type { Tag } from "./Tag";
import type { Unlock } from "./Unlock";

export interface Commands {
  start: { request: null; response: StartView };
  create_administrator: { request: FirstAdministrator; response: FirstRunDone };
  sign_in: { request: SignIn; response: Me };
  recover: { request: Recovery; response: RecoveryCode };
  attendants: { request: null; response: Array<AttendantTile> };
  sign_out: { request: null; response: null };
  lock: { request: null; response: null };
  unlock: { request: Unlock; response: Me };
  change_password: { request: OwnSecret; response: null };
  change_pin: { request: OwnSecret; response: null };
  accounts: { request: null; response: Array<AccountView> };
  create_account: { request: NewAccount; response: AccountView };
  change_account: { request: AccountChange; response: AccountView };
  platforms: { request: null; response: PlatformsView };
  options: { request: null; response: Options };
  set_options: { request: Options; response: Options };
  booth: { request: null; response: BoothView };
  set_lane: { request: LaneChange; response: null };
  feed: { request: FeedRequest; response: Array<PassageItem> };
  search_plates: { request: PlateSearch; response: Array<PlateHit> };
  plate_card: { request: PlateOf; response: PlateCard };
  reveal_owner: { request: RevealOwner; response: OwnerInFull };
  correct_plate: { request: CorrectPlate; response: PlateCorrected };
  open_lane: { request: OpenLane; response: OpeningView };
  openings: { request: OpeningsRequest; response: Array<OpeningView> };
  opening_reasons: { request: null; response: OpeningReasons };
  set_opening_reasons: { request: OpeningReasons; response: OpeningReasons };
  alerts: { request: null; response: Array<AlertView> };
  acknowledge_alert: { request: AlertOf; response: null };
}

export type CommandName = keyof Commands;

export const commandTags: Record<
  CommandName,
  { access: Access; provides: readonly Tag[]; invalidates: readonly Tag[] }
> = {
  start: { access: "anyone", provides: ["start", "accounts"], invalidates: [] },
  create_administrator: { access: "anyone", provides: [], invalidates: ["start", "accounts"] },
  sign_in: { access: "anyone", provides: [], invalidates: ["start"] },
  recover: { access: "anyone", provides: [], invalidates: ["start"] },
  attendants: { access: "anyone", provides: ["accounts"], invalidates: [] },
  sign_out: { access: "signed_in", provides: [], invalidates: ["start"] },
  lock: { access: "signed_in", provides: [], invalidates: ["start"] },
  unlock: { access: "signed_in", provides: [], invalidates: ["start"] },
  change_password: { access: "attendant", provides: [], invalidates: ["accounts"] },
  change_pin: { access: "attendant", provides: [], invalidates: ["start", "accounts"] },
  accounts: { access: "administrator", provides: ["accounts"], invalidates: [] },
  create_account: { access: "administrator", provides: [], invalidates: ["accounts"] },
  change_account: { access: "administrator", provides: [], invalidates: ["start", "accounts"] },
  platforms: { access: "attendant", provides: ["platforms"], invalidates: [] },
  options: { access: "attendant", provides: ["options"], invalidates: [] },
  set_options: { access: "administrator", provides: [], invalidates: ["options", "start"] },
  booth: { access: "attendant", provides: ["lanes", "passages", "occupancy", "openings", "registers"], invalidates: [] },
  set_lane: { access: "administrator", provides: [], invalidates: ["lanes"] },
  feed: { access: "attendant", provides: ["passages", "registers"], invalidates: [] },
  search_plates: { access: "attendant", provides: ["passages", "sessions", "registers"], invalidates: [] },
  plate_card: { access: "attendant", provides: ["passages", "sessions", "registers", "openings"], invalidates: [] },
  reveal_owner: { access: "attendant", provides: [], invalidates: [] },
  correct_plate: { access: "attendant", provides: [], invalidates: ["passages", "sessions", "platforms"] },
  open_lane: { access: "attendant", provides: [], invalidates: ["openings"] },
  openings: { access: "attendant", provides: ["openings"], invalidates: [] },
  opening_reasons: { access: "attendant", provides: ["options"], invalidates: [] },
  set_opening_reasons: { access: "administrator", provides: [], invalidates: ["options"] },
  alerts: { access: "attendant", provides: ["alerts"], invalidates: [] },
  acknowledge_alert: { access: "attendant", provides: [], invalidates: ["alerts"] },
};
