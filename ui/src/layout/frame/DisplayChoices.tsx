import { Segmented } from "antd";
import { useId } from "react";
import { m } from "../../messages/messages.js";
import { choose, type Language, type Print, type Theme, usePreferences } from "../../theme/preferences";
import styles from "./frame.module.css";

/** Language, theme and print; applied and kept at once. */
export function DisplayChoices() {
  const { language, theme, print } = usePreferences();
  return (
    <div className={styles.choices}>
      <Choice<Language>
        label={m.layout_language()}
        value={language}
        options={[
          { value: "zh-CN", label: <span lang="zh-CN">{m.layout_chinese()}</span> },
          { value: "en", label: <span lang="en">{m.layout_english()}</span> },
        ]}
        onChange={(value) => choose({ language: value })}
      />
      <Choice<Theme>
        label={m.layout_theme()}
        value={theme}
        options={[
          { value: "system", label: m.layout_theme_system() },
          { value: "light", label: m.layout_theme_light() },
          { value: "dark", label: m.layout_theme_dark() },
        ]}
        onChange={(value) => choose({ theme: value })}
      />
      <Choice<Print>
        label={m.layout_print()}
        value={print}
        options={[
          { value: "normal", label: m.layout_print_normal() },
          { value: "large", label: m.layout_print_large() },
        ]}
        onChange={(value) => choose({ print: value })}
      />
    </div>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: { value: T; label: React.ReactNode }[];
  onChange: (value: T) => void;
}

function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  const id = useId();
  return (
    <div>
      <div id={id} className={styles.choiceLabel}>
        {label}
      </div>
      <Segmented<T> block value={value} options={options} onChange={onChange} aria-labelledby={id} />
    </div>
  );
}
