import { EyeOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useWrite, wordsFor } from "../../api";
import type { LaneCard } from "../../bindings/LaneCard";
import type { Registration } from "../../bindings/Registration";
import { Confirm, FailureState, SafeText, StatusWord, shortened } from "../../components";
import { daysLeftWords, StandingTag } from "../../domain";
import { m } from "../../messages/messages.js";
import styles from "./card.module.css";

interface RegistrationViewProps {
  plate: string;
  registration: Registration;
  lanes: readonly LaneCard[];
}

const LONGEST_TEXT = 60;
const LONGEST_REMARK = 200;

/** A registration. Name and phone are masked until somebody asks for them, which is recorded. */
export function RegistrationView({ plate, registration, lanes }: RegistrationViewProps) {
  const [asking, setAsking] = useState(false);
  const reveal = useWrite("reveal_owner");
  const owner = reveal.data?.name ?? registration.owner;
  const phone = reveal.data?.phone ?? registration.phone;
  return (
    <section className={styles.section} data-testid="registration">
      <h3>
        <SafeText text={registration.car_park} length={24} />
        <StandingTag standing={registration.standing} typeName={registration.type_name} />
        {registration.days_left !== null && (
          <span className={styles.dim}>{daysLeftWords(registration.days_left)}</span>
        )}
      </h3>
      <dl className={styles.facts}>
        <Fact name={m.plate_card_owner()}>{owner && <SafeText text={owner} length={LONGEST_TEXT} />}</Fact>
        <Fact name={m.plate_card_phone()}>{phone && <SafeText text={phone} length={LONGEST_TEXT} />}</Fact>
        <Fact name={m.plate_card_department()}>
          {registration.department && <SafeText text={registration.department} length={LONGEST_TEXT} />}
        </Fact>
        <Fact name={m.plate_card_valid()}>{validity(registration)}</Fact>
        <Fact name={m.plate_card_spaces()}>{registration.spaces}</Fact>
        <Fact name={m.plate_card_lanes()}>{laneNames(registration, lanes)}</Fact>
        <Fact name={m.plate_card_remark()}>
          {registration.remark && <SafeText text={registration.remark} length={LONGEST_REMARK} />}
        </Fact>
      </dl>
      {reveal.data ? (
        <StatusWord tone="info" plain>
          {m.plate_reveal_done()}
        </StatusWord>
      ) : (
        (registration.owner || registration.phone) && (
          <Button
            size="small"
            icon={<EyeOutlined aria-hidden />}
            onClick={() => setAsking(true)}
            data-testid="reveal-owner"
          >
            {m.plate_reveal()}
          </Button>
        )
      )}
      {asking && (
        <Confirm
          title={m.plate_reveal_title()}
          act={m.plate_reveal_act()}
          onAct={() => reveal.mutateAsync({ plate, parking_id: registration.parking_id })}
          onClose={() => setAsking(false)}
        >
          <p>{m.plate_reveal_what()}</p>
          {reveal.error && <FailureState {...wordsFor(reveal.error)} inline />}
        </Confirm>
      )}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === null || children === undefined || children === "") return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function validity({ valid_from, valid_until }: Registration): string {
  if (valid_until === null) return m.plate_card_valid_forever();
  return valid_from === null
    ? m.plate_card_valid_until({ until: valid_until })
    : m.plate_card_valid_range({ from: valid_from, until: valid_until });
}

function laneNames(registration: Registration, lanes: readonly LaneCard[]): string {
  if (registration.lanes.length === 0) return m.plate_card_lanes_all();
  const nameOf = (no: string) =>
    lanes.find((lane) => lane.parking_id === registration.parking_id && lane.lane_no === no)?.name ?? no;
  return registration.lanes.map((no) => shortened(nameOf(no), 16)).join(", ");
}
