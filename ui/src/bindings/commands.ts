// Generated from gate-app's list of commands. Do not edit: cargo xtask bindings

import type { Access } from "./Access";
import type { AccountCarParks } from "./AccountCarParks";
import type { AccountChange } from "./AccountChange";
import type { AccountView } from "./AccountView";
import type { AlertOf } from "./AlertOf";
import type { AlertView } from "./AlertView";
import type { AttendantTile } from "./AttendantTile";
import type { AuditChecked } from "./AuditChecked";
import type { AuditPage } from "./AuditPage";
import type { AuditRequest } from "./AuditRequest";
import type { BackupChecked } from "./BackupChecked";
import type { BackupOf } from "./BackupOf";
import type { BackupPlan } from "./BackupPlan";
import type { BackupsView } from "./BackupsView";
import type { BatchOf } from "./BatchOf";
import type { BatchRowsPage } from "./BatchRowsPage";
import type { BatchRowsRequest } from "./BatchRowsRequest";
import type { BatchView } from "./BatchView";
import type { BlacklistForm } from "./BlacklistForm";
import type { BlacklistPage } from "./BlacklistPage";
import type { BoothView } from "./BoothView";
import type { CancelPhotos } from "./CancelPhotos";
import type { CarParkView } from "./CarParkView";
import type { CloseShift } from "./CloseShift";
import type { ConnectionDraft } from "./ConnectionDraft";
import type { ConnectionOf } from "./ConnectionOf";
import type { ConnectionView } from "./ConnectionView";
import type { CorrectPlate } from "./CorrectPlate";
import type { CorrectSession } from "./CorrectSession";
import type { CouponForm } from "./CouponForm";
import type { CouponItem } from "./CouponItem";
import type { CouponsPage } from "./CouponsPage";
import type { DeliveriesOverview } from "./DeliveriesOverview";
import type { DeliveriesPage } from "./DeliveriesPage";
import type { DeliveriesRequest } from "./DeliveriesRequest";
import type { DiscrepancyItem } from "./DiscrepancyItem";
import type { DraftTest } from "./DraftTest";
import type { DraftTried } from "./DraftTried";
import type { ExitsMarked } from "./ExitsMarked";
import type { ExitsMissed } from "./ExitsMissed";
import type { ExportAudit } from "./ExportAudit";
import type { ExportPassages } from "./ExportPassages";
import type { ExportVehicles } from "./ExportVehicles";
import type { FeedRequest } from "./FeedRequest";
import type { FileView } from "./FileView";
import type { FirstAdministrator } from "./FirstAdministrator";
import type { FirstRunDone } from "./FirstRunDone";
import type { FitPhoto } from "./FitPhoto";
import type { FittedPhoto } from "./FittedPhoto";
import type { GiveUp } from "./GiveUp";
import type { GivenUp } from "./GivenUp";
import type { ImportFile } from "./ImportFile";
import type { ImportOf } from "./ImportOf";
import type { ImportRowsPage } from "./ImportRowsPage";
import type { ImportRowsRequest } from "./ImportRowsRequest";
import type { ImportView } from "./ImportView";
import type { InParkPage } from "./InParkPage";
import type { InParkRequest } from "./InParkRequest";
import type { LaneChange } from "./LaneChange";
import type { ListRequest } from "./ListRequest";
import type { LogPage } from "./LogPage";
import type { LogRequest } from "./LogRequest";
import type { Me } from "./Me";
import type { MirrorView } from "./MirrorView";
import type { NewAccount } from "./NewAccount";
import type { NewBatch } from "./NewBatch";
import type { NewSecret } from "./NewSecret";
import type { OccupancyRequest } from "./OccupancyRequest";
import type { OccupancyView } from "./OccupancyView";
import type { OpenLane } from "./OpenLane";
import type { OpenPlatformDraft } from "./OpenPlatformDraft";
import type { OpeningReasons } from "./OpeningReasons";
import type { OpeningView } from "./OpeningView";
import type { OpeningsRequest } from "./OpeningsRequest";
import type { Options } from "./Options";
import type { OutingForm } from "./OutingForm";
import type { OutingItem } from "./OutingItem";
import type { OutingsPage } from "./OutingsPage";
import type { OverviewRequest } from "./OverviewRequest";
import type { OwedOnceMore } from "./OwedOnceMore";
import type { OwnSecret } from "./OwnSecret";
import type { OwnerInFull } from "./OwnerInFull";
import type { PairingCandidate } from "./PairingCandidate";
import type { PassageItem } from "./PassageItem";
import type { PassagesPage } from "./PassagesPage";
import type { PassagesRequest } from "./PassagesRequest";
import type { PhotoBatchOf } from "./PhotoBatchOf";
import type { PhotoBatchPage } from "./PhotoBatchPage";
import type { PhotoBatchView } from "./PhotoBatchView";
import type { PhotoOwed } from "./PhotoOwed";
import type { PhotosAgain } from "./PhotosAgain";
import type { PhotosCancelled } from "./PhotosCancelled";
import type { PhotosOf } from "./PhotosOf";
import type { PlateCard } from "./PlateCard";
import type { PlateCorrected } from "./PlateCorrected";
import type { PlateHistoryRequest } from "./PlateHistoryRequest";
import type { PlateHit } from "./PlateHit";
import type { PlateOf } from "./PlateOf";
import type { PlateSearch } from "./PlateSearch";
import type { PlatformsView } from "./PlatformsView";
import type { PreviewCorrection } from "./PreviewCorrection";
import type { ReasonGroup } from "./ReasonGroup";
import type { ReasonsRequest } from "./ReasonsRequest";
import type { Recovery } from "./Recovery";
import type { RecoveryCode } from "./RecoveryCode";
import type { RefreshRegister } from "./RefreshRegister";
import type { RehearsalOf } from "./RehearsalOf";
import type { RehearsalView } from "./RehearsalView";
import type { ReportingChanged } from "./ReportingChanged";
import type { ReportingOf } from "./ReportingOf";
import type { RestorePreview } from "./RestorePreview";
import type { Retried } from "./Retried";
import type { RetryDeliveries } from "./RetryDeliveries";
import type { RevealOwner } from "./RevealOwner";
import type { SendOnceMore } from "./SendOnceMore";
import type { SendPhotoAgain } from "./SendPhotoAgain";
import type { SessionMended } from "./SessionMended";
import type { SessionOf } from "./SessionOf";
import type { SessionPage } from "./SessionPage";
import type { SettingsBack } from "./SettingsBack";
import type { SettingsChange } from "./SettingsChange";
import type { SettingsSaved } from "./SettingsSaved";
import type { SettingsText } from "./SettingsText";
import type { SettingsView } from "./SettingsView";
import type { SetupChange } from "./SetupChange";
import type { SetupChanged } from "./SetupChanged";
import type { SetupView } from "./SetupView";
import type { ShiftNow } from "./ShiftNow";
import type { ShiftOf } from "./ShiftOf";
import type { ShiftView } from "./ShiftView";
import type { ShiftsRequest } from "./ShiftsRequest";
import type { SignIn } from "./SignIn";
import type { StartView } from "./StartView";
import type { StockTake } from "./StockTake";
import type { StockTaken } from "./StockTaken";
import type { SupportOf } from "./SupportOf";
import type { SupportPreview } from "./SupportPreview";
import type { Tag } from "./Tag";
import type { TemplateRequest } from "./TemplateRequest";
import type { Unlock } from "./Unlock";
import type { VehicleDetails } from "./VehicleDetails";
import type { VehicleForm } from "./VehicleForm";
import type { VehicleOf } from "./VehicleOf";
import type { VehiclesPage } from "./VehiclesPage";
import type { VehiclesRequest } from "./VehiclesRequest";
import type { VisitorExtension } from "./VisitorExtension";
import type { VisitorForm } from "./VisitorForm";
import type { VisitorItem } from "./VisitorItem";
import type { VisitorType } from "./VisitorType";
import type { VisitorsPage } from "./VisitorsPage";
import type { WriteOf } from "./WriteOf";
import type { WriteView } from "./WriteView";

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
  connections: { request: null; response: Array<ConnectionView> };
  test_connection: { request: ConnectionOf; response: null };
  options: { request: null; response: Options };
  set_options: { request: Options; response: Options };
  settings: { request: null; response: SettingsView };
  save_settings: { request: SettingsChange; response: SettingsSaved };
  settings_back: { request: SettingsBack; response: SettingsSaved };
  import_settings: { request: SettingsText; response: SettingsSaved };
  export_settings: { request: null; response: FileView };
  export_static_table: { request: null; response: FileView };
  set_secret: { request: NewSecret; response: SettingsView };
  setup: { request: null; response: SetupView };
  set_setup: { request: SetupChange; response: SetupChanged };
  try_connection: { request: ConnectionDraft; response: DraftTried };
  tried_connections: { request: null; response: Array<DraftTest> };
  account_car_parks: { request: OpenPlatformDraft; response: AccountCarParks };
  audit: { request: AuditRequest; response: AuditPage };
  audit_actors: { request: null; response: Array<string> };
  verify_audit: { request: null; response: AuditChecked };
  export_audit: { request: ExportAudit; response: FileView };
  logs: { request: LogRequest; response: LogPage };
  preview_support: { request: null; response: SupportPreview };
  save_support: { request: SupportOf; response: FileView };
  backups: { request: null; response: BackupsView };
  set_backup_plan: { request: BackupPlan; response: null };
  make_backup: { request: null; response: null };
  check_backup: { request: BackupOf; response: BackupChecked };
  preview_restore: { request: BackupOf; response: RestorePreview };
  ask_restore: { request: BackupOf; response: null };
  withdraw_restore: { request: null; response: null };
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
  shift: { request: null; response: ShiftNow };
  close_shift: { request: CloseShift; response: ShiftView };
  shifts: { request: ShiftsRequest; response: Array<ShiftView> };
  closed_shift: { request: ShiftOf; response: ShiftView };
  car_parks: { request: null; response: Array<CarParkView> };
  set_visitor_type: { request: VisitorType; response: null };
  mirrors: { request: null; response: Array<MirrorView> };
  refresh_register: { request: RefreshRegister; response: null };
  check_write: { request: WriteOf; response: WriteView };
  vehicles: { request: VehiclesRequest; response: VehiclesPage };
  vehicle: { request: VehicleOf; response: VehicleDetails };
  vehicle_form: { request: VehicleOf; response: VehicleForm };
  add_vehicle: { request: VehicleForm; response: WriteView };
  change_vehicle: { request: VehicleForm; response: WriteView };
  delete_vehicle: { request: VehicleOf; response: WriteView };
  blacklist: { request: ListRequest; response: BlacklistPage };
  add_blacklist: { request: BlacklistForm; response: WriteView };
  delete_blacklist: { request: VehicleOf; response: WriteView };
  start_batch: { request: NewBatch; response: BatchView };
  batches: { request: null; response: Array<BatchView> };
  batch: { request: BatchOf; response: BatchView };
  batch_rows: { request: BatchRowsRequest; response: BatchRowsPage };
  stop_batch: { request: BatchOf; response: BatchView };
  resume_batch: { request: BatchOf; response: BatchView };
  batch_file: { request: BatchOf; response: FileView };
  template: { request: TemplateRequest; response: FileView };
  preview_import: { request: ImportFile; response: ImportView };
  import_rows: { request: ImportRowsRequest; response: ImportRowsPage };
  apply_import: { request: ImportOf; response: BatchView };
  drop_import: { request: ImportOf; response: null };
  export_vehicles: { request: ExportVehicles; response: FileView };
  export_blacklist: { request: ListRequest; response: FileView };
  export_passages: { request: ExportPassages; response: FileView };
  visitors: { request: ListRequest; response: VisitorsPage };
  query_visitor: { request: VehicleOf; response: Array<VisitorItem> };
  add_visitor: { request: VisitorForm; response: WriteView };
  extend_visitor: { request: VisitorExtension; response: WriteView };
  cancel_visitor: { request: VehicleOf; response: WriteView };
  coupons: { request: ListRequest; response: CouponsPage };
  issue_coupon: { request: CouponForm; response: CouponItem };
  outings: { request: ListRequest; response: OutingsPage };
  register_outing: { request: OutingForm; response: OutingItem };
  in_park: { request: InParkRequest; response: InParkPage };
  passages: { request: PassagesRequest; response: PassagesPage };
  plate_history: { request: PlateHistoryRequest; response: PassagesPage };
  occupancy: { request: OccupancyRequest; response: OccupancyView };
  deliveries_overview: { request: OverviewRequest; response: DeliveriesOverview };
  delivery_reasons: { request: ReasonsRequest; response: Array<ReasonGroup> };
  deliveries: { request: DeliveriesRequest; response: DeliveriesPage };
  retry_deliveries: { request: RetryDeliveries; response: Retried };
  send_once_more: { request: SendOnceMore; response: OwedOnceMore };
  give_up_deliveries: { request: GiveUp; response: GivenUp };
  pause_reporting: { request: ReportingOf; response: ReportingChanged };
  resume_reporting: { request: ReportingOf; response: ReportingChanged };
  session_page: { request: SessionOf; response: SessionPage };
  preview_correction: { request: PreviewCorrection; response: SessionMended };
  correct_session: { request: CorrectSession; response: SessionMended };
  fit_photo: { request: FitPhoto; response: FittedPhoto };
  send_photo_again: { request: SendPhotoAgain; response: PhotoOwed };
  cancel_photos: { request: CancelPhotos; response: PhotosCancelled };
  preview_photos_again: { request: PhotosOf; response: PhotosAgain };
  send_photos_again: { request: PhotosOf; response: PhotosAgain };
  photo_batches: { request: null; response: Array<PhotoBatchView> };
  photo_batch: { request: PhotoBatchOf; response: PhotoBatchPage };
  cancel_photo_batch: { request: PhotoBatchOf; response: PhotosCancelled };
  pairing_candidates: { request: SessionOf; response: Array<PairingCandidate> };
  discrepancies: { request: ReasonsRequest; response: Array<DiscrepancyItem> };
  mark_exits_missed: { request: ExitsMissed; response: ExitsMarked };
  take_stock: { request: StockTake; response: StockTaken };
  rehearsal: { request: null; response: RehearsalView | null };
  start_rehearsal: { request: RehearsalOf; response: RehearsalView };
  stop_rehearsal: { request: null; response: RehearsalView | null };
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
  connections: { access: "attendant", provides: ["connections", "settings"], invalidates: [] },
  test_connection: { access: "attendant", provides: [], invalidates: ["connections"] },
  options: { access: "attendant", provides: ["options"], invalidates: [] },
  set_options: { access: "administrator", provides: [], invalidates: ["options", "start"] },
  settings: { access: "administrator", provides: ["settings"], invalidates: [] },
  save_settings: { access: "administrator", provides: [], invalidates: ["settings"] },
  settings_back: { access: "administrator", provides: [], invalidates: ["settings"] },
  import_settings: { access: "administrator", provides: [], invalidates: ["settings"] },
  export_settings: { access: "administrator", provides: [], invalidates: [] },
  export_static_table: { access: "administrator", provides: [], invalidates: [] },
  set_secret: { access: "administrator", provides: [], invalidates: ["settings"] },
  setup: { access: "administrator", provides: ["options", "settings"], invalidates: [] },
  set_setup: { access: "administrator", provides: [], invalidates: ["start", "options"] },
  try_connection: { access: "administrator", provides: [], invalidates: ["connections"] },
  tried_connections: { access: "administrator", provides: ["connections"], invalidates: [] },
  account_car_parks: { access: "administrator", provides: [], invalidates: [] },
  audit: { access: "administrator", provides: [], invalidates: [] },
  audit_actors: { access: "administrator", provides: [], invalidates: [] },
  verify_audit: { access: "administrator", provides: [], invalidates: [] },
  export_audit: { access: "administrator", provides: [], invalidates: [] },
  logs: { access: "administrator", provides: [], invalidates: [] },
  preview_support: { access: "administrator", provides: [], invalidates: [] },
  save_support: { access: "administrator", provides: [], invalidates: [] },
  backups: { access: "administrator", provides: ["backups"], invalidates: [] },
  set_backup_plan: { access: "administrator", provides: [], invalidates: ["backups"] },
  make_backup: { access: "administrator", provides: [], invalidates: ["backups"] },
  check_backup: { access: "administrator", provides: [], invalidates: [] },
  preview_restore: { access: "administrator", provides: [], invalidates: [] },
  ask_restore: { access: "administrator", provides: [], invalidates: ["backups"] },
  withdraw_restore: { access: "administrator", provides: [], invalidates: ["backups"] },
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
  shift: { access: "attendant", provides: ["shifts", "accounts", "passages", "sessions", "openings", "alerts", "platforms"], invalidates: [] },
  close_shift: { access: "attendant", provides: [], invalidates: ["start", "shifts"] },
  shifts: { access: "attendant", provides: ["shifts"], invalidates: [] },
  closed_shift: { access: "attendant", provides: ["shifts"], invalidates: [] },
  car_parks: { access: "attendant", provides: ["lanes", "registers", "options"], invalidates: [] },
  set_visitor_type: { access: "administrator", provides: [], invalidates: ["options"] },
  mirrors: { access: "attendant", provides: ["mirrors"], invalidates: [] },
  refresh_register: { access: "attendant", provides: [], invalidates: ["registers", "mirrors"] },
  check_write: { access: "attendant", provides: [], invalidates: ["registers"] },
  vehicles: { access: "attendant", provides: ["registers", "mirrors"], invalidates: [] },
  vehicle: { access: "attendant", provides: ["registers", "sessions"], invalidates: [] },
  vehicle_form: { access: "administrator", provides: [], invalidates: [] },
  add_vehicle: { access: "administrator", provides: [], invalidates: ["registers"] },
  change_vehicle: { access: "administrator", provides: [], invalidates: ["registers"] },
  delete_vehicle: { access: "administrator", provides: [], invalidates: ["registers"] },
  blacklist: { access: "attendant", provides: ["registers", "mirrors", "sessions"], invalidates: [] },
  add_blacklist: { access: "administrator", provides: [], invalidates: ["registers"] },
  delete_blacklist: { access: "administrator", provides: [], invalidates: ["registers"] },
  start_batch: { access: "administrator", provides: [], invalidates: ["batches"] },
  batches: { access: "administrator", provides: ["batches"], invalidates: [] },
  batch: { access: "administrator", provides: ["batches"], invalidates: [] },
  batch_rows: { access: "administrator", provides: ["batches"], invalidates: [] },
  stop_batch: { access: "administrator", provides: [], invalidates: ["batches"] },
  resume_batch: { access: "administrator", provides: [], invalidates: ["batches"] },
  batch_file: { access: "administrator", provides: [], invalidates: [] },
  template: { access: "administrator", provides: [], invalidates: [] },
  preview_import: { access: "administrator", provides: [], invalidates: [] },
  import_rows: { access: "administrator", provides: [], invalidates: [] },
  apply_import: { access: "administrator", provides: [], invalidates: ["batches"] },
  drop_import: { access: "administrator", provides: [], invalidates: [] },
  export_vehicles: { access: "administrator", provides: [], invalidates: [] },
  export_blacklist: { access: "administrator", provides: [], invalidates: [] },
  export_passages: { access: "administrator", provides: [], invalidates: [] },
  visitors: { access: "attendant", provides: ["registers", "sessions"], invalidates: [] },
  query_visitor: { access: "attendant", provides: [], invalidates: ["registers"] },
  add_visitor: { access: "attendant", provides: [], invalidates: ["registers"] },
  extend_visitor: { access: "attendant", provides: [], invalidates: ["registers"] },
  cancel_visitor: { access: "attendant", provides: [], invalidates: ["registers"] },
  coupons: { access: "attendant", provides: ["registers"], invalidates: [] },
  issue_coupon: { access: "attendant", provides: [], invalidates: ["registers"] },
  outings: { access: "attendant", provides: ["registers"], invalidates: [] },
  register_outing: { access: "attendant", provides: [], invalidates: ["registers"] },
  in_park: { access: "attendant", provides: ["sessions", "registers", "mirrors"], invalidates: [] },
  passages: { access: "attendant", provides: ["passages", "registers"], invalidates: [] },
  plate_history: { access: "attendant", provides: [], invalidates: [] },
  occupancy: { access: "attendant", provides: ["occupancy"], invalidates: [] },
  deliveries_overview: { access: "attendant", provides: ["deliveries", "platforms", "passages"], invalidates: [] },
  delivery_reasons: { access: "attendant", provides: ["deliveries", "platforms"], invalidates: [] },
  deliveries: { access: "attendant", provides: ["deliveries"], invalidates: [] },
  retry_deliveries: { access: "attendant", provides: [], invalidates: ["deliveries", "platforms"] },
  send_once_more: { access: "attendant", provides: [], invalidates: ["deliveries", "platforms"] },
  give_up_deliveries: { access: "administrator", provides: [], invalidates: ["deliveries", "platforms"] },
  pause_reporting: { access: "administrator", provides: [], invalidates: ["deliveries", "platforms"] },
  resume_reporting: { access: "administrator", provides: [], invalidates: ["deliveries", "platforms"] },
  session_page: { access: "attendant", provides: ["sessions", "deliveries", "passages"], invalidates: [] },
  preview_correction: { access: "attendant", provides: [], invalidates: [] },
  correct_session: { access: "attendant", provides: [], invalidates: ["passages", "sessions", "deliveries", "platforms"] },
  fit_photo: { access: "attendant", provides: [], invalidates: [] },
  send_photo_again: { access: "attendant", provides: [], invalidates: ["deliveries", "platforms"] },
  cancel_photos: { access: "attendant", provides: [], invalidates: ["deliveries", "platforms"] },
  preview_photos_again: { access: "attendant", provides: ["deliveries"], invalidates: [] },
  send_photos_again: { access: "attendant", provides: [], invalidates: ["deliveries", "platforms"] },
  photo_batches: { access: "attendant", provides: ["deliveries"], invalidates: [] },
  photo_batch: { access: "attendant", provides: ["deliveries"], invalidates: [] },
  cancel_photo_batch: { access: "attendant", provides: [], invalidates: ["deliveries", "platforms"] },
  pairing_candidates: { access: "attendant", provides: ["sessions"], invalidates: [] },
  discrepancies: { access: "attendant", provides: ["sessions"], invalidates: [] },
  mark_exits_missed: { access: "administrator", provides: [], invalidates: ["sessions", "passages", "occupancy"] },
  take_stock: { access: "attendant", provides: [], invalidates: [] },
  rehearsal: { access: "administrator", provides: ["rehearsal"], invalidates: [] },
  start_rehearsal: { access: "administrator", provides: [], invalidates: ["rehearsal"] },
  stop_rehearsal: { access: "administrator", provides: [], invalidates: ["rehearsal"] },
};
