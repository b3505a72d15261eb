//! What each action of the audit log is called. The pages have the same words; a test holds both equal.

/// Codes and their Chinese words.
const ACTIONS: &[(&str, &str)] = &[
    ("account_change", "修改账号"),
    ("account_create", "新建账号"),
    ("account_set_password", "设置密码"),
    ("account_set_pin", "设置 PIN"),
    ("account_set_recovery", "设置恢复码"),
    ("add_blacklist", "加入黑名单"),
    ("add_vehicle", "登记车辆"),
    ("alert_acknowledge", "确认告警"),
    ("audit_export", "导出审计日志"),
    ("audit_verify", "校验审计日志"),
    ("backup_make", "备份"),
    ("backup_restore", "恢复备份"),
    ("backup_restore_ask", "要求恢复备份"),
    ("backup_restore_failed", "恢复备份失败"),
    ("backup_restore_withdraw", "取消恢复备份"),
    ("batch_create", "新建批量任务"),
    ("batch_export", "导出批量结果"),
    ("batch_state", "批量任务状态"),
    ("blacklist_export", "导出黑名单"),
    ("change_vehicle", "修改车辆"),
    ("connection.try", "试连平台"),
    ("coupon_answer", "优惠券答复"),
    ("coupon_issue", "发放优惠券"),
    ("delete_blacklist", "移出黑名单"),
    ("delete_vehicle", "注销车辆"),
    ("delivery.give_up", "放弃上报"),
    ("delivery.retry", "重试上报"),
    ("delivery.send_again", "再次上报"),
    ("lane_open", "请求开闸"),
    ("lane_open_answered", "开闸答复"),
    ("lane_set_direction", "设置车道方向"),
    ("lane_set_position", "调整车道位置"),
    ("login", "登录"),
    ("login_failed", "登录失败"),
    ("login_locked", "登录被锁定"),
    ("outing_answer", "外出登记答复"),
    ("outing_register", "登记外出"),
    ("owner_reveal", "查看车主信息"),
    ("passages_export", "导出通行记录"),
    ("photo.cancel", "撤回照片"),
    ("photo.send", "重新上报照片"),
    ("photo.send_many", "批量重新上报照片"),
    ("photo.upload", "补传照片"),
    ("plate.correct", "更正车牌"),
    ("plate_history", "查看车辆通行历史"),
    ("register_answer", "登记答复"),
    ("register_check", "核对登记结果"),
    ("reporting.hold", "暂停上报"),
    ("reporting.release", "恢复上报"),
    ("secret.set", "设置密钥"),
    ("session.correct", "更正停车记录"),
    ("setting_change", "修改选项"),
    ("settings.change", "修改配置文件"),
    ("settings.export", "导出配置文件"),
    ("shift_close", "交接班"),
    ("static_table.export", "导出静态信息表"),
    ("support_export", "导出支持包"),
    ("vehicles_export", "导出车辆"),
];

/// What an action is called, if it is a known one.
pub(super) fn action(code: &str) -> Option<&'static str> {
    ACTIONS.binary_search_by_key(&code, |(known, _)| known).ok().map(|at| ACTIONS[at].1)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fs, path::Path};

    use super::*;

    const PAGES: &str = include_str!("../../../../../ui/src/locales/zh-CN/audit.json");

    #[test]
    fn the_codes_are_sorted_to_be_found() {
        assert!(ACTIONS.is_sorted_by(|one, next| one.0 < next.0));
        assert_eq!(action("login"), Some("登录"));
        assert_eq!(action("no such"), None);
    }

    #[test]
    fn the_pages_say_the_same() {
        let pages: BTreeMap<String, serde_json::Value> = serde_json::from_str(PAGES).unwrap();
        let theirs: BTreeMap<_, _> = pages
            .iter()
            .filter_map(|(key, words)| Some((key.strip_prefix("audit_action_")?.to_owned(), words.as_str()?)))
            .collect();
        let ours: BTreeMap<_, _> =
            ACTIONS.iter().map(|(code, words)| (code.replace('.', "_"), *words)).collect();
        assert_eq!(ours, theirs);
    }

    /// Every action that stands as a literal in the sources has words. Those that are chosen at run time stand beside.
    #[test]
    fn every_action_that_is_written_down_has_words() {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut found = Vec::new();
        for name in ["gate-store", "gate-app", "gate-sync", "gate-cli"] {
            written_in(&crates.join(name).join("src"), &mut found);
        }
        assert!(found.len() > 20, "the sources were not read: {found:?}");
        let chosen = [
            "reporting.hold",
            "reporting.release",
            "login_failed",
            "login_locked",
            "account_set_password",
            "account_set_pin",
            "account_set_recovery",
            "add_vehicle",
            "change_vehicle",
            "delete_vehicle",
            "add_blacklist",
            "delete_blacklist",
            "backup_restore",
            "backup_restore_failed",
        ];
        for code in found.iter().map(String::as_str).chain(chosen) {
            assert!(action(code).is_some(), "no words for {code:?}");
        }
    }

    fn written_in(dir: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() {
                if name != "tests" && name != "audit" {
                    written_in(&path, found);
                }
            } else if name.ends_with(".rs") && name != "tests.rs" {
                let text = fs::read_to_string(&path).unwrap();
                let text = text.split("#[cfg(test)]").next().unwrap();
                for call in ["AuditEntry::new(", "entry(context,", "audit(context,", ".audit("] {
                    for after in text.split(call).skip(1) {
                        // The first literal before the call ends is the action.
                        let ends = [");", ".with"].iter().filter_map(|end| after.find(end));
                        let end = ends.min().unwrap_or(after.len()).min(120);
                        let head: String = after.chars().take(end).collect();
                        let Some(code) = head.split('"').nth(1) else { continue };
                        let is_code = |c: char| c.is_ascii_lowercase() || c == '_' || c == '.';
                        if code.len() > 3 && code != "system" && code.chars().all(is_code) {
                            found.push(code.to_owned());
                        }
                    }
                }
            }
        }
    }
}
