//! The operations and their default paths (protocols.md A).

use super::envelope::{Refusal, Reply};
use super::params::Params;
use super::world::World;
use super::{
    access_record, blacklist, coupon, in_park, lane, occupancy, outing, parking, token, vehicle,
    vehicle_type, visitor,
};

macro_rules! operations {
    ($($operation:ident $name:literal $path:literal $answer:path;)*) => {
        /// An operation of the platform.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Operation {
            $(#[doc = $path] $operation,)*
        }

        impl Operation {
            /// Every operation.
            pub const ALL: &'static [Operation] = &[$(Operation::$operation,)*];

            /// Its name, as the configuration calls it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Operation::$operation => $name,)* }
            }

            /// Its default path.
            #[must_use]
            pub fn path(self) -> &'static str {
                match self { $(Operation::$operation => $path,)* }
            }

            pub(super) fn answer(self, world: &mut World, params: &Params) -> Result<Reply, Refusal> {
                match self { $(Operation::$operation => $answer(world, params),)* }
            }
        }
    };
}

operations! {
    Token "token" "/openapi/token" token::issue;
    VehicleAdd "vehicle_add" "/openapi/vehicle/add" vehicle::add;
    VehicleUpdate "vehicle_update" "/openapi/vehicle/update" vehicle::update;
    VehicleDelete "vehicle_delete" "/openapi/vehicle/delete" vehicle::delete;
    VehicleList "vehicle_list" "/openapi/vehicle/list" vehicle::list;
    VehicleTypeList "vehicle_type_list" "/openapi/vehicleType/list" vehicle_type::list;
    BlacklistAdd "blacklist_add" "/openapi/blacklist/add" blacklist::add;
    BlacklistDelete "blacklist_delete" "/openapi/blacklist/delete" blacklist::delete;
    BlacklistList "blacklist_list" "/openapi/blacklist/list" blacklist::list;
    VisitorQuery "visitor_query" "/openapi/visitor/query" visitor::query;
    CouponIssue "coupon_issue" "/openapi/coupon/issue" coupon::issue;
    OutingRegister "outing_register" "/openapi/outing/register" outing::register;
    LaneList "lane_list" "/openapi/lane/list" lane::list;
    LaneOpen "lane_open" "/openapi/lane/open" lane::open;
    Occupancy "occupancy" "/openapi/parking/lots" occupancy::query;
    ParkingList "parking_list" "/openapi/parking/list" parking::list;
    InParkList "in_park_list" "/openapi/parking/vehicles" in_park::list;
    AccessRecordList "access_record_list" "/openapi/access/list" access_record::list;
}

impl Operation {
    /// The operation at a path.
    #[must_use]
    pub fn at(path: &str) -> Option<Self> {
        Operation::ALL.iter().copied().find(|operation| operation.path() == path)
    }

    /// Whether it answers with pages or lists.
    #[must_use]
    pub fn is_list(self) -> bool {
        self.name().ends_with("_list")
    }
}
