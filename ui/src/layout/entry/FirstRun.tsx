import { Button } from "antd";
import { useState } from "react";
import { useWrite } from "../../api";
import { Chips, FailureState, TextField } from "../../components";
import { DemoButton } from "../../domain/DemoButton";
import { m } from "../../messages/messages.js";
import { choose, type Language, usePreferences } from "../../theme/preferences";
import { EntryScreen } from "./EntryScreen";
import styles from "./entry.module.css";
import { isNewPassword, NewPassword } from "./NewPassword";
import { useSubmit } from "./useSubmit";

/** Nobody has an account yet: the first one is made by whoever sets the program up. */
export function FirstRun({ onDone }: { onDone: (recoveryCode: string) => void }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const { language } = usePreferences();
  const form = useSubmit(useWrite("create_administrator"));
  const change = (set: (value: string) => void) => (value: string) => {
    form.touch();
    set(value);
  };
  const ready = name.trim() !== "" && isNewPassword(password, again);
  return (
    <EntryScreen title={m.layout_first_run_title()} hint={m.layout_first_run_hint()}>
      <Chips<Language>
        label={m.layout_language()}
        value={language}
        options={[
          { value: "zh-CN", label: m.layout_chinese() },
          { value: "en", label: m.layout_english() },
        ]}
        onChange={(value) => void choose({ language: value })}
      />
      <form
        className={styles.form}
        onSubmit={form.submit({ name: name.trim(), password }, (done) => onDone(done.recovery_code))}
      >
        <TextField
          label={m.layout_administrator_name()}
          value={name}
          onChange={change(setName)}
          autoFocus
          autoComplete="username"
          maxLength={40}
          error={form.errorAt("name")}
        />
        <NewPassword
          password={password}
          again={again}
          onPassword={change(setPassword)}
          onAgain={change(setAgain)}
          error={form.errorAt("password")}
        />
        {form.error && <FailureState {...form.error} inline />}
        <Button type="primary" size="large" htmlType="submit" disabled={!ready} loading={form.busy} block>
          {m.layout_first_run_act()}
        </Button>
      </form>
      <DemoButton />
    </EntryScreen>
  );
}
