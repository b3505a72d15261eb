import { FileExcelOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useWrite, wordsFor } from "../../api";
import type { SheetKind } from "../../bindings/SheetKind";
import { toast } from "../../components";
import { saveFile } from "../../domain";
import { m } from "../../messages/messages.js";

/** The empty table to fill in. */
export function TemplateButton({ kind }: { kind: SheetKind }) {
  const template = useWrite("template");
  return (
    <Button
      icon={<FileExcelOutlined aria-hidden />}
      loading={template.isPending}
      onClick={() =>
        template.mutate(
          { kind },
          {
            onSuccess: (file) => void saveFile(file),
            onError: (error) => toast.failure(wordsFor(error)),
          },
        )
      }
      data-testid="template"
    >
      {m.sheets_template()}
    </Button>
  );
}
