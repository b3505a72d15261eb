import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMemo, useState } from "react";
import type { CarParkView } from "../../bindings/CarParkView";
import type { CouponItem } from "../../bindings/CouponItem";
import { type Column, Plate, SafeText, shortened, Time, useKeys } from "../../components";
import { carParkName, couponWords, fieldWords, ListPage, OutcomeWord, useCarParks } from "../../domain";
import { m } from "../../messages/messages.js";
import { IssueCouponDialog } from "./IssueCouponDialog";

const LONGEST_ANSWER = 120;

/** What was issued from here, by whom, and what came of it. */
export function CouponsScreen({ onPlate }: { onPlate: (plate: string) => void }) {
  const parks = useCarParks();
  const columns = useColumns(parks);
  const [issuing, setIssuing] = useState(false);
  useKeys([
    {
      keys: "Insert",
      label: m.coupons_issue(),
      group: m.coupons_title(),
      inFields: true,
      run: () => setIssuing(true),
    },
  ]);
  return (
    <>
      <ListPage
        command="coupons"
        title={m.coupons_title()}
        columns={columns}
        keyOf={(row) => String(row.id)}
        onOpen={(row) => onPlate(row.plate.text)}
        empty={{ title: m.coupons_none(), hint: m.coupons_none_hint() }}
        actions={() => (
          <Button
            type="primary"
            icon={<PlusOutlined aria-hidden />}
            onClick={() => setIssuing(true)}
            data-testid="coupons-issue"
          >
            {m.coupons_issue()}
          </Button>
        )}
        testId="coupons"
      />
      {issuing && <IssueCouponDialog onClose={() => setIssuing(false)} />}
    </>
  );
}

function useColumns(parks: readonly CarParkView[]): readonly Column<CouponItem>[] {
  return useMemo(
    () => [
      { id: "at", title: m.coupons_at(), width: "9rem", cell: (row) => <Time at={row.issued_at} /> },
      {
        id: "plate",
        title: fieldWords.plate(),
        width: "9.5rem",
        cell: (row) => <Plate plate={row.plate} size="small" />,
      },
      {
        id: "coupon",
        title: m.coupons_coupon(),
        width: "6.5rem",
        cell: (row) => <strong>{couponWords(row.kind, row.amount)}</strong>,
      },
      {
        id: "expires",
        title: m.coupons_expires(),
        width: "9.5rem",
        cell: (row) => (row.expires_at === null ? m.coupons_never() : <Time at={row.expires_at} />),
      },
      { id: "by", title: m.coupons_by(), width: "7rem", cell: (row) => shortened(row.issued_by, 12) },
      ...(parks.length > 1
        ? [
            {
              id: "park",
              title: m.domain_car_park(),
              width: "8rem",
              cell: (row: CouponItem) => carParkName(parks, row.parking_id),
            },
          ]
        : []),
      {
        id: "outcome",
        title: m.coupons_outcome(),
        width: "8rem",
        cell: (row) => <OutcomeWord outcome={row.outcome} />,
      },
      {
        id: "answer",
        title: m.coupons_answer(),
        width: "minmax(9rem, 1fr)",
        cell: (row) => row.answer && <SafeText text={row.answer} length={LONGEST_ANSWER} />,
      },
    ],
    [parks],
  );
}
