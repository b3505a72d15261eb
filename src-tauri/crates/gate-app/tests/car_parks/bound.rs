//! How each command keeps to car parks.

use gate_app::contract::Command;

/// How a command keeps to car parks.
#[derive(Debug, PartialEq, Eq)]
pub enum Bound {
    /// It is not about any.
    None,
    /// It answers what her car parks know.
    Filters,
    /// It names one, or something that belongs to one.
    Names,
    /// It writes to a file what one of those lists shows, by the same use-case.
    AsListed,
}

/// A new command has to say here how it keeps to car parks, and is to be tried below.
pub fn bound(command: Command) -> Option<Bound> {
    use Command as C;
    Some(match command {
        C::start
        | C::create_administrator
        | C::sign_in
        | C::recover
        | C::attendants
        | C::sign_out
        | C::lock
        | C::unlock
        | C::change_password
        | C::change_pin
        | C::platforms
        | C::options
        | C::set_options
        | C::opening_reasons
        | C::set_opening_reasons
        | C::refresh_register
        | C::template => Bound::None,
        // Kept with the window's session that brought the file, which `preview_import` asked for its car park.
        C::import_rows | C::apply_import | C::drop_import => Bound::None,
        C::accounts
        | C::booth
        | C::feed
        | C::search_plates
        | C::plate_card
        | C::openings
        | C::alerts
        | C::car_parks
        | C::connections
        | C::mirrors
        | C::vehicles
        | C::blacklist
        | C::batches
        | C::visitors
        | C::coupons
        | C::outings
        | C::in_park
        | C::passages
        | C::plate_history
        | C::deliveries_overview
        | C::delivery_reasons
        | C::deliveries
        | C::discrepancies
        | C::rehearsal
        | C::shift
        | C::shifts
        | C::stop_rehearsal
        | C::photo_batches => Bound::Filters,
        C::export_vehicles | C::export_blacklist | C::export_passages => Bound::AsListed,
        C::create_account
        | C::change_account
        | C::set_lane
        | C::settings
        | C::save_settings
        | C::settings_back
        | C::import_settings
        | C::export_settings
        | C::export_static_table
        | C::set_secret
        | C::setup
        | C::set_setup
        | C::try_connection
        | C::tried_connections
        | C::account_car_parks
        | C::audit
        | C::audit_actors
        | C::verify_audit
        | C::export_audit
        | C::logs
        | C::preview_support
        | C::save_support
        | C::backups
        | C::set_backup_plan
        | C::make_backup
        | C::check_backup
        | C::preview_restore
        | C::ask_restore
        | C::withdraw_restore
        | C::test_connection
        | C::reveal_owner
        | C::correct_plate
        | C::open_lane
        | C::close_shift
        | C::closed_shift
        | C::acknowledge_alert
        | C::set_visitor_type
        | C::check_write
        | C::vehicle
        | C::vehicle_form
        | C::add_vehicle
        | C::change_vehicle
        | C::delete_vehicle
        | C::add_blacklist
        | C::delete_blacklist
        | C::start_batch
        | C::batch
        | C::batch_rows
        | C::stop_batch
        | C::resume_batch
        | C::batch_file
        | C::preview_import
        | C::query_visitor
        | C::add_visitor
        | C::extend_visitor
        | C::cancel_visitor
        | C::issue_coupon
        | C::register_outing
        | C::occupancy
        | C::retry_deliveries
        | C::send_once_more
        | C::give_up_deliveries
        | C::pause_reporting
        | C::resume_reporting
        | C::session_page
        | C::preview_correction
        | C::correct_session
        | C::fit_photo
        | C::send_photo_again
        | C::preview_photos_again
        | C::send_photos_again
        | C::photo_batch
        | C::cancel_photo_batch
        | C::cancel_photos
        | C::pairing_candidates
        | C::mark_exits_missed
        | C::take_stock
        | C::start_rehearsal => Bound::Names,
        #[allow(unreachable_patterns, reason = "a command that is new here")]
        _ => return None,
    })
}
