//! The one list of commands. Whatever serves or describes commands expands it, so that nothing can miss one.

use std::{fmt, str::FromStr};

/// Hands the list to a macro: `name(Request) -> Response, access, provides [tags], invalidates [tags], use-case`.
macro_rules! for_each_command {
    ($expand:ident) => {
        $expand! {
            // How the program runs, and accounts.
            start(()) -> StartView, Anyone, provides [Start, Accounts], invalidates [], accounts::start;
            create_administrator(FirstAdministrator) -> FirstRunDone, Anyone, provides [], invalidates [Start, Accounts], accounts::create_administrator;
            sign_in(SignIn) -> Me, Anyone, provides [], invalidates [Start], accounts::sign_in;
            recover(Recovery) -> RecoveryCode, Anyone, provides [], invalidates [Start], accounts::recover;
            attendants(()) -> Vec<AttendantTile>, Anyone, provides [Accounts], invalidates [], accounts::attendants;
            sign_out(()) -> (), SignedIn, provides [], invalidates [Start], accounts::sign_out;
            lock(()) -> (), SignedIn, provides [], invalidates [Start], accounts::lock;
            unlock(Unlock) -> Me, SignedIn, provides [], invalidates [Start], accounts::unlock;
            change_password(OwnSecret) -> (), Attendant, provides [], invalidates [Accounts], accounts::change_password;
            change_pin(OwnSecret) -> (), Attendant, provides [], invalidates [Start, Accounts], accounts::change_pin;
            accounts(()) -> Vec<AccountView>, Administrator, provides [Accounts], invalidates [], accounts::list;
            create_account(NewAccount) -> AccountView, Administrator, provides [], invalidates [Accounts], accounts::create;
            change_account(AccountChange) -> AccountView, Administrator, provides [], invalidates [Start, Accounts], accounts::change;

            // Status bar and choices.
            platforms(()) -> PlatformsView, Attendant, provides [Platforms], invalidates [], platforms::view;
            connections(()) -> Vec<ConnectionView>, Attendant, provides [Connections, Settings], invalidates [], connections::list;
            test_connection(ConnectionOf) -> (), Attendant, provides [], invalidates [Connections], connections::test;
            options(()) -> Options, Attendant, provides [Options], invalidates [], options::read;
            set_options(Options) -> Options, Administrator, provides [], invalidates [Options, Start], options::write;

            // The configuration file.
            settings(()) -> SettingsView, Administrator, provides [Settings], invalidates [], settings::view;
            save_settings(SettingsChange) -> SettingsSaved, Administrator, provides [], invalidates [Settings], settings::save;
            settings_back(SettingsBack) -> SettingsSaved, Administrator, provides [], invalidates [Settings], settings::go_back;
            import_settings(SettingsText) -> SettingsSaved, Administrator, provides [], invalidates [Settings], settings::import;
            export_settings(()) -> FileView, Administrator, provides [], invalidates [], settings::export;
            export_static_table(()) -> FileView, Administrator, provides [], invalidates [], settings::export_static_table;
            set_secret(NewSecret) -> SettingsView, Administrator, provides [], invalidates [Settings], settings::set_secret;

            // Setting the program up; what is tried before it is saved.
            setup(()) -> SetupView, Administrator, provides [Options, Settings], invalidates [], setup::view;
            set_setup(SetupChange) -> SetupChanged, Administrator, provides [], invalidates [Start, Options], setup::change;
            try_connection(ConnectionDraft) -> DraftTried, Administrator, provides [], invalidates [Connections], connections::drafts::test;
            tried_connections(()) -> Vec<DraftTest>, Administrator, provides [Connections], invalidates [], connections::drafts::list;
            account_car_parks(OpenPlatformDraft) -> AccountCarParks, Administrator, provides [], invalidates [], connections::drafts::car_parks;

            // The audit log.
            audit(AuditRequest) -> AuditPage, Administrator, provides [], invalidates [], audit::list;
            audit_actors(()) -> Vec<String>, Administrator, provides [], invalidates [], audit::actors;
            verify_audit(()) -> AuditChecked, Administrator, provides [], invalidates [], audit::verify;
            export_audit(ExportAudit) -> FileView, Administrator, provides [], invalidates [], audit::export;

            // The log and the support bundle.
            logs(LogRequest) -> LogPage, Administrator, provides [], invalidates [], support::logs;
            preview_support(()) -> SupportPreview, Administrator, provides [], invalidates [], support::preview;
            save_support(SupportOf) -> FileView, Administrator, provides [], invalidates [], support::save;

            // Backups.
            backups(()) -> BackupsView, Administrator, provides [Backups], invalidates [], backups::view;
            set_backup_plan(BackupPlan) -> (), Administrator, provides [], invalidates [Backups], backups::set_plan;
            make_backup(()) -> (), Administrator, provides [], invalidates [Backups], backups::make;
            check_backup(BackupOf) -> BackupChecked, Administrator, provides [], invalidates [], backups::check;
            preview_restore(BackupOf) -> RestorePreview, Administrator, provides [], invalidates [], backups::preview;
            ask_restore(BackupOf) -> (), Administrator, provides [], invalidates [Backups], backups::ask;
            withdraw_restore(()) -> (), Administrator, provides [], invalidates [Backups], backups::withdraw;

            // The booth.
            booth(()) -> BoothView, Attendant, provides [Lanes, Passages, Occupancy, Openings, Registers], invalidates [], booth::view;
            set_lane(LaneChange) -> (), Administrator, provides [], invalidates [Lanes], booth::set_lane;
            feed(FeedRequest) -> Vec<PassageItem>, Attendant, provides [Passages, Registers], invalidates [], booth::feed;
            search_plates(PlateSearch) -> Vec<PlateHit>, Attendant, provides [Passages, Sessions, Registers], invalidates [], plates::search;
            plate_card(PlateOf) -> PlateCard, Attendant, provides [Passages, Sessions, Registers, Openings], invalidates [], plates::card;
            reveal_owner(RevealOwner) -> OwnerInFull, Attendant, provides [], invalidates [], plates::reveal_owner;
            correct_plate(CorrectPlate) -> PlateCorrected, Attendant, provides [], invalidates [Passages, Sessions, Platforms], plates::correct;
            open_lane(OpenLane) -> OpeningView, Attendant, provides [], invalidates [Openings], openings::open;
            openings(OpeningsRequest) -> Vec<OpeningView>, Attendant, provides [Openings], invalidates [], openings::list;
            opening_reasons(()) -> OpeningReasons, Attendant, provides [Options], invalidates [], openings::reasons;
            set_opening_reasons(OpeningReasons) -> OpeningReasons, Administrator, provides [], invalidates [Options], openings::set_reasons;
            alerts(()) -> Vec<AlertView>, Attendant, provides [Alerts], invalidates [], alerts::open;
            acknowledge_alert(AlertOf) -> (), Attendant, provides [], invalidates [Alerts], alerts::acknowledge;

            // Handing a shift over.
            shift(()) -> ShiftNow, Attendant, provides [Shifts, Accounts, Passages, Sessions, Openings, Alerts, Platforms], invalidates [], shift::view;
            close_shift(CloseShift) -> ShiftView, Attendant, provides [], invalidates [Start, Shifts], shift::close;
            shifts(ShiftsRequest) -> Vec<ShiftView>, Attendant, provides [Shifts], invalidates [], shift::list;
            closed_shift(ShiftOf) -> ShiftView, Attendant, provides [Shifts], invalidates [], shift::one;

            // The registers.
            car_parks(()) -> Vec<CarParkView>, Attendant, provides [Lanes, Registers, Options], invalidates [], registers::car_parks;
            set_visitor_type(VisitorType) -> (), Administrator, provides [], invalidates [Options], registers::set_visitor_type;
            mirrors(()) -> Vec<MirrorView>, Attendant, provides [Mirrors], invalidates [], registers::mirrors;
            refresh_register(RefreshRegister) -> (), Attendant, provides [], invalidates [Registers, Mirrors], registers::refresh;
            check_write(WriteOf) -> WriteView, Attendant, provides [], invalidates [Registers], registers::check_write;
            vehicles(VehiclesRequest) -> VehiclesPage, Attendant, provides [Registers, Mirrors], invalidates [], vehicles::list;
            vehicle(VehicleOf) -> VehicleDetails, Attendant, provides [Registers, Sessions], invalidates [], vehicles::details;
            vehicle_form(VehicleOf) -> VehicleForm, Administrator, provides [], invalidates [], vehicles::form;
            add_vehicle(VehicleForm) -> WriteView, Administrator, provides [], invalidates [Registers], vehicles::add;
            change_vehicle(VehicleForm) -> WriteView, Administrator, provides [], invalidates [Registers], vehicles::change;
            delete_vehicle(VehicleOf) -> WriteView, Administrator, provides [], invalidates [Registers], vehicles::delete;
            blacklist(ListRequest) -> BlacklistPage, Attendant, provides [Registers, Mirrors, Sessions], invalidates [], blacklist::list;
            add_blacklist(BlacklistForm) -> WriteView, Administrator, provides [], invalidates [Registers], blacklist::add;
            delete_blacklist(VehicleOf) -> WriteView, Administrator, provides [], invalidates [Registers], blacklist::delete;
            start_batch(NewBatch) -> BatchView, Administrator, provides [], invalidates [Batches], batches::start;
            batches(()) -> Vec<BatchView>, Administrator, provides [Batches], invalidates [], batches::list;
            batch(BatchOf) -> BatchView, Administrator, provides [Batches], invalidates [], batches::one;
            batch_rows(BatchRowsRequest) -> BatchRowsPage, Administrator, provides [Batches], invalidates [], batches::rows;
            stop_batch(BatchOf) -> BatchView, Administrator, provides [], invalidates [Batches], batches::stop;
            resume_batch(BatchOf) -> BatchView, Administrator, provides [], invalidates [Batches], batches::resume;
            batch_file(BatchOf) -> FileView, Administrator, provides [], invalidates [], sheets::batch_file;

            // Spreadsheets.
            template(TemplateRequest) -> FileView, Administrator, provides [], invalidates [], sheets::template;
            preview_import(ImportFile) -> ImportView, Administrator, provides [], invalidates [], sheets::preview;
            import_rows(ImportRowsRequest) -> ImportRowsPage, Administrator, provides [], invalidates [], sheets::rows;
            apply_import(ImportOf) -> BatchView, Administrator, provides [], invalidates [Batches], sheets::apply;
            drop_import(ImportOf) -> (), Administrator, provides [], invalidates [], sheets::forget;
            export_vehicles(ExportVehicles) -> FileView, Administrator, provides [], invalidates [], sheets::export_vehicles;
            export_blacklist(ListRequest) -> FileView, Administrator, provides [], invalidates [], sheets::export_blacklist;
            export_passages(ExportPassages) -> FileView, Administrator, provides [], invalidates [], sheets::export_passages;

            // Visitors, coupons, outings; what is inside and what passed.
            visitors(ListRequest) -> VisitorsPage, Attendant, provides [Registers, Sessions], invalidates [], visitors::list;
            query_visitor(VehicleOf) -> Vec<VisitorItem>, Attendant, provides [], invalidates [Registers], visitors::query;
            add_visitor(VisitorForm) -> WriteView, Attendant, provides [], invalidates [Registers], visitors::add;
            extend_visitor(VisitorExtension) -> WriteView, Attendant, provides [], invalidates [Registers], visitors::extend;
            cancel_visitor(VehicleOf) -> WriteView, Attendant, provides [], invalidates [Registers], visitors::cancel;
            coupons(ListRequest) -> CouponsPage, Attendant, provides [Registers], invalidates [], coupons::list;
            issue_coupon(CouponForm) -> CouponItem, Attendant, provides [], invalidates [Registers], coupons::issue;
            outings(ListRequest) -> OutingsPage, Attendant, provides [Registers], invalidates [], outings::list;
            register_outing(OutingForm) -> OutingItem, Attendant, provides [], invalidates [Registers], outings::register;
            in_park(InParkRequest) -> InParkPage, Attendant, provides [Sessions, Registers, Mirrors], invalidates [], in_park::list;
            passages(PassagesRequest) -> PassagesPage, Attendant, provides [Passages, Registers], invalidates [], passages::list;
            plate_history(PlateHistoryRequest) -> PassagesPage, Attendant, provides [], invalidates [], passages::history;
            occupancy(OccupancyRequest) -> OccupancyView, Attendant, provides [Occupancy], invalidates [], occupancy::view;

            // Deliveries: what the city has.
            deliveries_overview(OverviewRequest) -> DeliveriesOverview, Attendant, provides [Deliveries, Platforms, Passages], invalidates [], deliveries::overview;
            delivery_reasons(ReasonsRequest) -> Vec<ReasonGroup>, Attendant, provides [Deliveries, Platforms], invalidates [], deliveries::reasons;
            deliveries(DeliveriesRequest) -> DeliveriesPage, Attendant, provides [Deliveries], invalidates [], deliveries::list;
            retry_deliveries(RetryDeliveries) -> Retried, Attendant, provides [], invalidates [Deliveries, Platforms], deliveries::retry;
            send_once_more(SendOnceMore) -> OwedOnceMore, Attendant, provides [], invalidates [Deliveries, Platforms], deliveries::send_once_more;
            give_up_deliveries(GiveUp) -> GivenUp, Administrator, provides [], invalidates [Deliveries, Platforms], deliveries::give_up;
            pause_reporting(ReportingOf) -> ReportingChanged, Administrator, provides [], invalidates [Deliveries, Platforms], deliveries::pause;
            resume_reporting(ReportingOf) -> ReportingChanged, Administrator, provides [], invalidates [Deliveries, Platforms], deliveries::resume;
            session_page(SessionOf) -> SessionPage, Attendant, provides [Sessions, Deliveries, Passages], invalidates [], sessions::page;
            preview_correction(PreviewCorrection) -> SessionMended, Attendant, provides [], invalidates [], corrections::preview;
            correct_session(CorrectSession) -> SessionMended, Attendant, provides [], invalidates [Passages, Sessions, Deliveries, Platforms], corrections::correct;
            fit_photo(FitPhoto) -> FittedPhoto, Attendant, provides [], invalidates [], photos::fit;
            send_photo_again(SendPhotoAgain) -> PhotoOwed, Attendant, provides [], invalidates [Deliveries, Platforms], photos::send_again;
            cancel_photos(CancelPhotos) -> PhotosCancelled, Attendant, provides [], invalidates [Deliveries, Platforms], photos::cancel;
            preview_photos_again(PhotosOf) -> PhotosAgain, Attendant, provides [Deliveries], invalidates [], photos_many::preview;
            send_photos_again(PhotosOf) -> PhotosAgain, Attendant, provides [], invalidates [Deliveries, Platforms], photos_many::send;
            photo_batches(()) -> Vec<PhotoBatchView>, Attendant, provides [Deliveries], invalidates [], photos_many::list;
            photo_batch(PhotoBatchOf) -> PhotoBatchPage, Attendant, provides [Deliveries], invalidates [], photos_many::one;
            cancel_photo_batch(PhotoBatchOf) -> PhotosCancelled, Attendant, provides [], invalidates [Deliveries, Platforms], photos_many::cancel;
            pairing_candidates(SessionOf) -> Vec<PairingCandidate>, Attendant, provides [Sessions], invalidates [], reconcile::candidates;
            discrepancies(ReasonsRequest) -> Vec<DiscrepancyItem>, Attendant, provides [Sessions], invalidates [], reconcile::discrepancies;
            mark_exits_missed(ExitsMissed) -> ExitsMarked, Administrator, provides [], invalidates [Sessions, Passages, Occupancy], reconcile::mark_exits_missed;
            take_stock(StockTake) -> StockTaken, Attendant, provides [], invalidates [], stock_take::take;
            rehearsal(()) -> Option<RehearsalView>, Administrator, provides [Rehearsal], invalidates [], rehearsal::view;
            start_rehearsal(RehearsalOf) -> RehearsalView, Administrator, provides [], invalidates [Rehearsal], rehearsal::start;
            stop_rehearsal(()) -> Option<RehearsalView>, Administrator, provides [], invalidates [Rehearsal], rehearsal::stop;
        }
    };
}
pub(crate) use for_each_command;

macro_rules! name_them {
    ($($name:ident($request:ty) -> $response:ty, $access:ident, provides [$($provides:ident),*], invalidates [$($invalidates:ident),*], $use_case:path;)*) => {
        /// A command, by its name on the wire.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(non_camel_case_types, missing_docs, reason = "a variant is the command's name on the wire")]
        pub enum Command {
            $($name,)*
        }

        impl Command {
            /// Every command, in the order of the list.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name on the wire.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// Whom it is for.
            #[must_use]
            pub fn access(self) -> super::Access {
                match self { $(Self::$name => super::Access::$access,)* }
            }

            /// The tags of what it reads.
            #[must_use]
            pub fn provides(self) -> &'static [super::Tag] {
                match self { $(Self::$name => &[$(super::Tag::$provides),*],)* }
            }

            /// The tags of what it changes.
            #[must_use]
            pub fn invalidates(self) -> &'static [super::Tag] {
                match self { $(Self::$name => &[$(super::Tag::$invalidates),*],)* }
            }
        }
    };
}
for_each_command!(name_them);

/// A name that no command has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no such command")]
pub struct UnknownCommand;

impl FromStr for Command {
    type Err = UnknownCommand;

    fn from_str(name: &str) -> Result<Self, UnknownCommand> {
        Self::ALL.iter().copied().find(|command| command.name() == name).ok_or(UnknownCommand)
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
