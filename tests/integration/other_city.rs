//! A city platform that shares nothing with the simulator: written from the standard's text alone, over a socket, strict where the
//! text is and as careless as its examples. It can lose photos, refuse a vehicle in its own words and forget a day.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use gate_core::time::UtcMillis;
use md5::{Digest, Md5};
use serde_json::{Map, Value};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// 5.3: 大车 小车 摩托车 轻便摩托车 大型新能源汽车 小型新能源汽车.
const VEHICLE_TYPES: [&str; 6] = ["01", "02", "07", "08", "51", "52"];
/// 5.3: 车牌颜色.
const PLATE_COLOURS: [&str; 7] = ["蓝", "黄", "黑", "白", "渐变绿", "黄绿双拼", "未识别"];
/// 5.4: 不超过500K.
const PHOTO_BYTES: usize = 500 * 1_000;
/// What every example of a refusal says.
const WRONG: &str = "传入参数有误";

/// `businessid` and `businesstype`.
pub type Event = (String, String);

/// What the city knows of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub plate: String,
    pub vehtype: String,
    pub hpys: String,
    pub parktime: String,
    pub leavetime: String,
}

/// What the city holds, and how it misbehaves.
#[derive(Debug, Default)]
pub struct Books {
    /// Every event that it has.
    pub events: BTreeMap<Event, Told>,
    /// The MD5 of every photo that it has, by event and index.
    pub photos: BTreeMap<(Event, i64), String>,
    /// What it refused, and how often.
    pub refused: BTreeMap<String, usize>,
    /// Heartbeats that it accepted.
    pub heartbeats: usize,
    /// Vehicles that it does not take, with its words.
    pub unwanted: BTreeMap<String, String>,
    /// Plate and `businesstype` of photos that it accepts and loses.
    pub losing: BTreeSet<(String, String)>,
}

impl Books {
    /// Loses all that arrived on a day (`yyyy-MM-dd`). Answers how many events and photos.
    pub fn forget(&mut self, day: &str) -> usize {
        let before = self.events.len() + self.photos.len();
        let forgotten: BTreeSet<String> = self
            .events
            .iter()
            .filter(|(_, told)| told.parktime.starts_with(day))
            .map(|((business, _), _)| business.clone())
            .collect();
        self.events.retain(|(business, _), _| !forgotten.contains(business));
        self.photos.retain(|((business, _), _), _| !forgotten.contains(business));
        before - self.events.len() - self.photos.len()
    }
}

/// The platform, until it is dropped.
pub struct OtherCity {
    pub base_url: String,
    books: Arc<Mutex<Books>>,
    accepting: tokio::task::JoinHandle<()>,
}

/// Who may call.
#[derive(Clone)]
pub struct Account {
    pub portname: String,
    /// As the standard has it in its requests: MD5加密.
    pub digest: String,
    pub parkpotid: String,
}

impl OtherCity {
    pub async fn start(portname: &str, portpwd: &str, parkpotid: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/nbyd-parkpot-service/", listener.local_addr().unwrap());
        let account = Account {
            portname: portname.to_owned(),
            digest: md5_of(portpwd.as_bytes()),
            parkpotid: parkpotid.to_owned(),
        };
        let books = Arc::new(Mutex::new(Books::default()));
        let kept = books.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, account.clone(), kept.clone()));
            }
        });
        Self { base_url, books, accepting }
    }

    pub fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap()
    }
}

impl Drop for OtherCity {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn md5_of(bytes: &[u8]) -> String {
    Md5::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Answers request after request of one connection until it ends.
async fn serve(mut stream: TcpStream, account: Account, books: Arc<Mutex<Books>>) {
    let mut read = Vec::new();
    while let Some(request) = next_request(&mut stream, &mut read).await {
        let body = answer(&request, &account, &mut books.lock().unwrap());
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=UTF-8\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        if stream.write_all(&[head.as_bytes(), body.as_bytes()].concat()).await.is_err() {
            return;
        }
    }
}

struct Request {
    line: String,
    content_type: String,
    body: Vec<u8>,
}

async fn next_request(stream: &mut TcpStream, read: &mut Vec<u8>) -> Option<Request> {
    let end = loop {
        if let Some(end) = find(read, b"\r\n\r\n") {
            break end;
        }
        more(stream, read).await?;
    };
    let head = String::from_utf8(read[..end].to_vec()).ok()?;
    let header = |name: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
    };
    let length: usize = header("content-length")?.parse().ok()?;
    let whole = end + 4 + length;
    while read.len() < whole {
        more(stream, read).await?;
    }
    let body = read[end + 4..whole].to_vec();
    read.drain(..whole);
    let line = head.lines().next()?.to_owned();
    Some(Request { line, content_type: header("content-type").unwrap_or_default(), body })
}

async fn more(stream: &mut TcpStream, read: &mut Vec<u8>) -> Option<()> {
    let mut piece = [0_u8; 16 * 1024];
    let count = stream.read(&mut piece).await.ok().filter(|count| *count > 0)?;
    read.extend_from_slice(&piece[..count]);
    Some(())
}

fn find(within: &[u8], sought: &[u8]) -> Option<usize> {
    within.windows(sought.len()).position(|window| window == sought)
}

/// Success and failure as the standard prints them, without the comma.
fn answer(request: &Request, account: &Account, books: &mut Books) -> String {
    let done = match request.line.split_whitespace().collect::<Vec<_>>()[..] {
        ["POST", "/nbyd-parkpot-service/parkpot/heartThrob", _] => pulse(request, account, Some(books)),
        ["POST", "/nbyd-parkpot-service/parkpot/time", _] => pulse(request, account, None),
        ["POST", "/nbyd-parkpot-service/parkpot/uploadBusiness", _] => event(request, account, books),
        ["POST", "/nbyd-parkpot-service/parkpot/uploadBusinessImg", _] => photo(request, account, books),
        _ => Err("请求地址有误".to_owned()),
    };
    match done {
        Ok(data) => format!("{{\n\"result\":0\n\"data\":{data}\n}}"),
        Err(words) => {
            *books.refused.entry(words.clone()).or_default() += 1;
            format!("{{\n\"result\":1\n\"description\":\"{words}\"\n}}")
        }
    }
}

/// The body's object, if it comes from who may call.
fn object(body: &[u8], account: &Account) -> Result<Map<String, Value>, String> {
    let fields: Map<String, Value> = serde_json::from_slice(body).map_err(|_| "不是JSON".to_owned())?;
    let Account { portname, digest, parkpotid } = account;
    for (name, expected) in [("portname", portname), ("portpwd", digest), ("parkpotid", parkpotid)] {
        if text(&fields, name)? != *expected {
            return Err("账号或停车场无权限".to_owned());
        }
    }
    Ok(fields)
}

fn text(fields: &Map<String, Value>, name: &str) -> Result<String, String> {
    fields.get(name).and_then(Value::as_str).map(str::to_owned).ok_or_else(|| format!("{WRONG}:{name}"))
}

fn one_of(fields: &Map<String, Value>, name: &str, known: &[&str]) -> Result<String, String> {
    let written = text(fields, name)?;
    if known.contains(&written.as_str()) { Ok(written) } else { Err(format!("{WRONG}:{name}")) }
}

fn number(fields: &Map<String, Value>, name: &str) -> Result<i64, String> {
    fields.get(name).and_then(Value::as_i64).ok_or_else(|| format!("{WRONG}:{name}"))
}

/// `yyyy-mm-dd hh24:mi:ss`, letter for letter.
fn moment(fields: &Map<String, Value>, name: &str) -> Result<String, String> {
    let written = text(fields, name)?;
    let read = UtcMillis::parse_china(&written).ok().map(UtcMillis::china_standard);
    if read.as_ref() == Some(&written) { Ok(written) } else { Err(format!("{WRONG}:{name}")) }
}

/// 5.1 and 5.2.
fn pulse(request: &Request, account: &Account, heartbeat: Option<&mut Books>) -> Result<String, String> {
    let fields = object(&request.body, account)?;
    if let Some(books) = heartbeat {
        if fields.contains_key("freeparklotcount") {
            number(&fields, "freeparklotcount")?;
        }
        books.heartbeats += 1;
    }
    Ok(format!("{{\"systime\":\"{}\"}}", gate_app::now().china_standard()))
}

/// 5.3.
fn event(request: &Request, account: &Account, books: &mut Books) -> Result<String, String> {
    let fields = object(&request.body, account)?;
    let business = text(&fields, "businessid")?;
    let kind = one_of(&fields, "businesstype", &["1", "2"])?;
    if business.is_empty() || number(&fields, "freeparklotcount")? < 0 {
        return Err(WRONG.to_owned());
    }
    let told = Told {
        plate: text(&fields, "vehnum")?,
        vehtype: one_of(&fields, "vehtype", &VEHICLE_TYPES)?,
        hpys: one_of(&fields, "hpys", &PLATE_COLOURS)?,
        parktime: moment(&fields, "parktime")?,
        leavetime: if kind == "1" { text(&fields, "leavetime")? } else { moment(&fields, "leavetime")? },
    };
    if let Some(words) = books.unwanted.get(&told.plate) {
        return Err(words.clone());
    }
    if kind == "1" && !told.leavetime.is_empty() {
        return Err("到达业务不应有离开时间".to_owned());
    }
    if kind == "2" {
        let arrival = books.events.get(&(business.clone(), "1".to_owned())).ok_or("没有对应的到达业务")?;
        if arrival.parktime != told.parktime || told.leavetime < told.parktime {
            return Err("离开与到达不一致".to_owned());
        }
    }
    books.events.insert((business, kind), told);
    Ok("\"\"".to_owned())
}

/// 5.4.
fn photo(request: &Request, account: &Account, books: &mut Books) -> Result<String, String> {
    const FORM: &str = "multipart/form-data; boundary=";
    let boundary = request.content_type.strip_prefix(FORM).ok_or("不是multipart")?;
    let parts = parts(&request.body, boundary.trim_matches('"')).ok_or("multipart不完整")?;
    let [data, file] = ["data", "file"].map(|name| parts.get(name));
    let (data, file) = (data.ok_or("缺少data")?, file.ok_or("缺少file")?);
    let fields = object(data, account)?;
    let event = (text(&fields, "businessid")?, one_of(&fields, "businesstype", &["1", "2"])?);
    let index = number(&fields, "imgIndex")?;
    let taken = text(&fields, "takeTime")?;
    if !(1..=5).contains(&index) || taken.len() != 14 || !taken.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(WRONG.to_owned());
    }
    let told = books.events.get(&event).ok_or("没有对应的业务")?;
    let md5 = md5_of(file);
    if file.len() > PHOTO_BYTES || !file.starts_with(b"\xff\xd8\xff") {
        return Err("图片过大或不是图片".to_owned());
    }
    if !text(&fields, "imageHash")?.eq_ignore_ascii_case(&md5) {
        return Err("文件校验失败".to_owned());
    }
    if books.losing.contains(&(told.plate.clone(), event.1.clone())) {
        return Ok("\"\"".to_owned());
    }
    let known = books.photos.keys().filter(|(of, other)| *of == event && *other != index).count();
    if known >= 2 {
        return Err("照片数量超出".to_owned());
    }
    books.photos.insert((event, index), md5);
    Ok("\"\"".to_owned())
}

/// The parts of a form by their names.
fn parts(body: &[u8], boundary: &str) -> Option<BTreeMap<String, Vec<u8>>> {
    let line = format!("--{boundary}");
    let mut rest = body.strip_prefix(line.as_bytes())?;
    let mut parts = BTreeMap::new();
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let head = find(part, b"\r\n\r\n")?;
        let end = head + 4 + find(&part[head + 4..], format!("\r\n{line}").as_bytes())?;
        let header = String::from_utf8_lossy(&part[..head]).into_owned();
        let name = header.split("name=\"").nth(1)?.split('"').next()?.to_owned();
        parts.insert(name, part[head + 4..end].to_vec());
        rest = &part[end + 2 + line.len()..];
    }
    rest.starts_with(b"--").then_some(parts)
}
