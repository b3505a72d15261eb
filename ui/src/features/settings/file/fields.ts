import { m } from "../../../messages/messages.js";

/** A field of the file: what it is called, what it may hold, and what counts while it is empty. */
export interface FileField {
  name: string;
  label: () => string;
  rule: () => string;
  usual?: string;
  /** Entries on lines of their own. */
  lines?: boolean;
  required?: boolean;
  /** One of these, or none. */
  choices?: readonly string[];
  /** Any of these, each on a line of its own. */
  several?: readonly string[];
}

const field = (
  name: string,
  label: () => string,
  rule: () => string,
  more: Partial<FileField> = {},
): FileField => ({ name, label, rule, ...more });

export const openPlatformFields: readonly FileField[] = [
  field("base_url", m.file_field_base_url, m.file_rule_base_url, { required: true }),
  field("app_key", m.file_field_app_key, m.file_rule_app_key, { required: true }),
];

export const openPlatformMore: readonly FileField[] = [
  field("poll_interval", m.file_field_poll_interval, m.file_rule_poll_interval, { usual: "5s" }),
  field("collect_from", m.file_field_collect_from, m.file_rule_collect_from),
  field("photo_hosts", m.file_field_photo_hosts, m.file_rule_photo_hosts, { lines: true }),
  field("callback.listen", m.file_field_callback_listen, m.file_rule_callback_listen),
];

/** Every operation of the open platform with its usual path; it is named as in the vendor's text. */
const operations: readonly [name: string, path: string][] = [
  ["token", "/openapi/token"],
  ["vehicle_add", "/openapi/vehicle/add"],
  ["vehicle_update", "/openapi/vehicle/update"],
  ["vehicle_delete", "/openapi/vehicle/delete"],
  ["vehicle_list", "/openapi/vehicle/list"],
  ["vehicle_type_list", "/openapi/vehicleType/list"],
  ["blacklist_add", "/openapi/blacklist/add"],
  ["blacklist_delete", "/openapi/blacklist/delete"],
  ["blacklist_list", "/openapi/blacklist/list"],
  ["visitor_query", "/openapi/visitor/query"],
  ["coupon_issue", "/openapi/coupon/issue"],
  ["outing_register", "/openapi/outing/register"],
  ["lane_list", "/openapi/lane/list"],
  ["lane_open", "/openapi/lane/open"],
  ["occupancy", "/openapi/parking/lots"],
  ["parking_list", "/openapi/parking/list"],
  ["in_park_list", "/openapi/parking/vehicles"],
  ["access_record_list", "/openapi/access/list"],
];

/** Only what differs from the usual is in the file. */
export const endpointFields: readonly FileField[] = operations.map(([name, path]) =>
  field(`endpoints.${name}`, () => name, m.file_rule_endpoint, { usual: `POST ${path}` }),
);

export const carParkFields: readonly FileField[] = [
  field("parking_id", m.file_field_parking_id, m.file_rule_parking_id, { required: true }),
  field("name", m.file_field_name, m.file_rule_name),
  field("total_spaces", m.file_field_total_spaces, m.file_rule_total_spaces),
];

export const cityFields: readonly FileField[] = [
  field("base_url", m.file_field_base_url, m.file_rule_base_url, { required: true }),
  field("portname", m.file_field_portname, m.file_rule_portname, { required: true }),
  field("parkpotid", m.file_field_parkpotid, m.file_rule_parkpotid, { required: true }),
];

export const cityMore: readonly FileField[] = [
  field("password_digest", m.file_field_password_digest, m.file_rule_password_digest, { usual: "lower" }),
  field("heartbeat_interval", m.file_field_heartbeat_interval, m.file_rule_heartbeat_interval, {
    usual: "60s",
  }),
  field("clock_interval", m.file_field_clock_interval, m.file_rule_clock_interval, { usual: "6h" }),
  field(
    "max_requests_per_second",
    m.file_field_max_requests_per_second,
    m.file_rule_max_requests_per_second,
    { usual: "5" },
  ),
  field("max_concurrency", m.file_field_max_concurrency, m.file_rule_max_concurrency, { usual: "4" }),
  field("request_timeout", m.file_field_request_timeout, m.file_rule_request_timeout, { usual: "15s" }),
  field("retry_initial", m.file_field_retry_initial, m.file_rule_retry_initial, { usual: "2s" }),
  field("retry_max", m.file_field_retry_max, m.file_rule_retry_max, { usual: "60s" }),
  field("refused_attempts", m.file_field_refused_attempts, m.file_rule_refused_attempts, { usual: "5" }),
  field("orphan_wait", m.file_field_orphan_wait, m.file_rule_orphan_wait, { usual: "10m" }),
  field(
    "first_photo_index.arrival",
    m.file_field_first_photo_index_arrival,
    m.file_rule_first_photo_index_arrival,
    { usual: "1" },
  ),
  field(
    "first_photo_index.departure",
    m.file_field_first_photo_index_departure,
    m.file_rule_first_photo_index_departure,
    { usual: "3" },
  ),
  field("ordinary_plate_colour", m.file_field_ordinary_plate_colour, m.file_rule_ordinary_plate_colour, {
    usual: "蓝",
  }),
  field("already_accepted", m.file_field_already_accepted, m.file_rule_already_accepted, { lines: true }),
];

/** The 13 columns of the city's static table, in the standard's order and with the standard's only words. */
export const staticFields: readonly FileField[] = [
  field("name", m.file_static_name, m.file_static_rule_name),
  field("category", m.file_static_category, m.file_static_rule_category, {
    choices: ["道路泊位", "公建停车场", "配建停车场", "临时停车场"],
  }),
  field("road", m.file_static_road, m.file_static_rule_text),
  field("address", m.file_static_address, m.file_static_rule_text),
  field("phone", m.file_static_phone, m.file_static_rule_phone),
  field("entrances", m.file_static_entrances, m.file_static_rule_lanes),
  field("exits", m.file_static_exits, m.file_static_rule_lanes),
  field("spaces", m.file_static_spaces, m.file_static_rule_spaces),
  field("payments", m.file_static_payments, m.file_static_rule_payments, {
    several: ["支持现金支付", "支持无感支付", "支持支付宝及微信支付"],
  }),
  field("tariff", m.file_static_tariff, m.file_static_rule_text),
  field("longitude", m.file_static_longitude, m.file_static_rule_longitude),
  field("latitude", m.file_static_latitude, m.file_static_rule_latitude),
  field("operator", m.file_static_operator, m.file_static_rule_text),
];
