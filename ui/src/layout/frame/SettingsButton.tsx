import { TranslationOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Flyout, part } from "../../components";
import { m } from "../../messages/messages.js";

const DisplayChoices = part(async () => (await import("./DisplayChoices")).DisplayChoices);

/** What a person chooses for this machine: language, theme, print. Applied and kept at once. */
export function SettingsButton() {
  return (
    <Flyout
      label={m.layout_display()}
      button={(trigger) => (
        <Button
          type="text"
          icon={<TranslationOutlined aria-hidden />}
          aria-label={m.layout_display()}
          title={m.layout_display()}
          {...trigger}
        />
      )}
    >
      {() => <DisplayChoices />}
    </Flyout>
  );
}
