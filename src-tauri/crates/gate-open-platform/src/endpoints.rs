//! The platform's operations and where each is called. The vendor's text gives neither paths nor methods, so both are
//! configuration (`[open_platform.endpoints]`), with defaults of ours.

/// An operation of the open platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Get an AccessToken ("interface 1").
    Token,
    /// Register an authorised vehicle.
    VehicleAdd,
    /// Change an authorised vehicle.
    VehicleUpdate,
    /// Remove an authorised vehicle.
    VehicleDelete,
    /// List the authorised vehicles.
    VehicleList,
    /// List the car park's own vehicle types ("4.13").
    VehicleTypeList,
    /// Ban a plate.
    BlacklistAdd,
    /// Lift a ban.
    BlacklistDelete,
    /// List the banned plates.
    BlacklistList,
    /// Ask for a plate's visitor authorisation.
    VisitorQuery,
    /// Issue a coupon to a plate.
    CouponIssue,
    /// Register an authorised vehicle's absence.
    OutingRegister,
    /// List the lanes.
    LaneList,
    /// Open a lane.
    LaneOpen,
    /// Ask how full the car park is.
    Occupancy,
    /// List the account's car parks.
    ParkingList,
    /// List the vehicles inside.
    InParkList,
    /// List entries and exits.
    AccessRecordList,
}

impl Operation {
    /// Every operation, in the order of the table of protocols.md A.
    pub const ALL: [Self; 18] = [
        Self::Token,
        Self::VehicleAdd,
        Self::VehicleUpdate,
        Self::VehicleDelete,
        Self::VehicleList,
        Self::VehicleTypeList,
        Self::BlacklistAdd,
        Self::BlacklistDelete,
        Self::BlacklistList,
        Self::VisitorQuery,
        Self::CouponIssue,
        Self::OutingRegister,
        Self::LaneList,
        Self::LaneOpen,
        Self::Occupancy,
        Self::ParkingList,
        Self::InParkList,
        Self::AccessRecordList,
    ];

    /// Its name in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.name_and_path().0
    }

    /// The operation of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.name() == name)
    }

    fn name_and_path(self) -> (&'static str, &'static str) {
        match self {
            Self::Token => ("token", "/openapi/token"),
            Self::VehicleAdd => ("vehicle_add", "/openapi/vehicle/add"),
            Self::VehicleUpdate => ("vehicle_update", "/openapi/vehicle/update"),
            Self::VehicleDelete => ("vehicle_delete", "/openapi/vehicle/delete"),
            Self::VehicleList => ("vehicle_list", "/openapi/vehicle/list"),
            Self::VehicleTypeList => ("vehicle_type_list", "/openapi/vehicleType/list"),
            Self::BlacklistAdd => ("blacklist_add", "/openapi/blacklist/add"),
            Self::BlacklistDelete => ("blacklist_delete", "/openapi/blacklist/delete"),
            Self::BlacklistList => ("blacklist_list", "/openapi/blacklist/list"),
            Self::VisitorQuery => ("visitor_query", "/openapi/visitor/query"),
            Self::CouponIssue => ("coupon_issue", "/openapi/coupon/issue"),
            Self::OutingRegister => ("outing_register", "/openapi/outing/register"),
            Self::LaneList => ("lane_list", "/openapi/lane/list"),
            Self::LaneOpen => ("lane_open", "/openapi/lane/open"),
            Self::Occupancy => ("occupancy", "/openapi/parking/lots"),
            Self::ParkingList => ("parking_list", "/openapi/parking/list"),
            Self::InParkList => ("in_park_list", "/openapi/parking/vehicles"),
            Self::AccessRecordList => ("access_record_list", "/openapi/access/list"),
        }
    }
}

/// How an operation's parameters travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// In the query.
    Get,
    /// In a JSON body.
    Post,
}

/// Where an operation is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The HTTP method.
    pub method: Method,
    /// The path behind the base URL, beginning with `/`; a query of its own may follow.
    pub path: String,
}

/// A setting of `[open_platform.endpoints]` that means nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// No operation has this name.
    #[error("{name:?} is no operation of the open platform")]
    UnknownOperation {
        /// The name.
        name: String,
    },
    /// The method is neither GET nor POST.
    #[error("{operation}: the method must be GET or POST, not {method:?}")]
    Method {
        /// The operation's name.
        operation: &'static str,
        /// The method as configured.
        method: String,
    },
    /// The path cannot stand behind a base URL.
    #[error("{operation}: the path must begin with / and hold no spaces and no #, not {path:?}")]
    Path {
        /// The operation's name.
        operation: &'static str,
        /// The path as configured.
        path: String,
    },
}

/// Method and path of every operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints([Endpoint; Operation::ALL.len()]);

impl Default for Endpoints {
    /// All `POST`, at the paths of the table of protocols.md A.
    fn default() -> Self {
        Self(
            Operation::ALL.map(|operation| Endpoint {
                method: Method::Post,
                path: operation.name_and_path().1.to_owned(),
            }),
        )
    }
}

impl Endpoints {
    /// Where `operation` is called.
    #[must_use]
    pub fn of(&self, operation: Operation) -> &Endpoint {
        &self.0[operation as usize]
    }

    /// Overrides the method, the path or both of the operation called `name`.
    ///
    /// # Errors
    /// [`EndpointError`] for an unknown operation, another method than GET and POST (in any case), or a path that
    /// cannot stand behind a base URL. Nothing is changed then.
    pub fn set(&mut self, name: &str, method: Option<&str>, path: Option<&str>) -> Result<(), EndpointError> {
        let operation = Operation::from_name(name)
            .ok_or_else(|| EndpointError::UnknownOperation { name: name.to_owned() })?;
        let mut endpoint = self.of(operation).clone();
        if let Some(method) = method {
            endpoint.method = if method.eq_ignore_ascii_case("post") {
                Method::Post
            } else if method.eq_ignore_ascii_case("get") {
                Method::Get
            } else {
                return Err(EndpointError::Method { operation: operation.name(), method: method.to_owned() });
            };
        }
        if let Some(path) = path {
            let forbidden = |c: char| c.is_whitespace() || c.is_control() || c == '#' || c == '\\';
            if !path.starts_with('/') || path.contains(forbidden) {
                return Err(EndpointError::Path { operation: operation.name(), path: path.to_owned() });
            }
            endpoint.path = path.to_owned();
        }
        self.0[operation as usize] = endpoint;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_found_by_its_name_and_stands_at_its_own_place() {
        for (place, operation) in Operation::ALL.into_iter().enumerate() {
            assert_eq!(Operation::from_name(operation.name()), Some(operation));
            assert_eq!(operation as usize, place, "`of` indexes by the discriminant");
        }
    }

    #[test]
    fn defaults_are_post_at_paths_of_their_own() {
        let endpoints = Endpoints::default();
        let paths: std::collections::BTreeSet<_> =
            Operation::ALL.iter().map(|&operation| endpoints.of(operation).path.clone()).collect();
        assert_eq!(paths.len(), Operation::ALL.len());
        assert!(Operation::ALL.iter().all(|&operation| endpoints.of(operation).method == Method::Post));
        assert_eq!(endpoints.of(Operation::AccessRecordList).path, "/openapi/access/list");
    }

    #[test]
    fn one_setting_leaves_the_others_alone() {
        let mut endpoints = Endpoints::default();
        endpoints.set("lane_list", Some("get"), None).unwrap();
        endpoints.set("token", None, Some("/gw?api=token")).unwrap();
        assert_eq!(endpoints.of(Operation::LaneList).method, Method::Get);
        assert_eq!(endpoints.of(Operation::LaneList).path, "/openapi/lane/list");
        assert_eq!(endpoints.of(Operation::Token).method, Method::Post);
        assert_eq!(endpoints.of(Operation::Token).path, "/gw?api=token");
        assert_eq!(endpoints.of(Operation::LaneOpen), Endpoints::default().of(Operation::LaneOpen));
    }

    #[test]
    fn what_means_nothing_is_an_error_and_changes_nothing() {
        let mut endpoints = Endpoints::default();
        let wrong: [(&str, Option<&str>, Option<&str>); 6] = [
            ("vehicles_add", None, None),
            ("Token", None, None),
            ("token", Some("PUT"), None),
            ("token", None, Some("openapi/token")),
            ("token", Some("GET"), Some("@evil.example.com/")),
            ("token", None, Some("/a b")),
        ];
        for (name, method, path) in wrong {
            assert!(endpoints.set(name, method, path).is_err(), "{name} {method:?} {path:?}");
        }
        assert_eq!(endpoints, Endpoints::default());
    }
}
