import { useState } from 'react';
import { Loaded } from '../shared/Loaded';
import { addDays } from '../shared/days';
import { useLoad } from '../shared/useLoad';
import { foreignZone } from '../shared/zone';
import { t } from '../texts';
import { DayStrip } from './DayStrip';
import { NothingFree } from './NothingFree';
import { TimeGrid } from './TimeGrid';
import { type Week, daysInWeek, firstFree } from './weeks';

type Props = {
  /** The first day that can be shown. */
  today: string;
  load: (from: string) => Promise<Week>;
  timeZone: string;
  /** What else to try when nothing is free. */
  hint?: string;
  value?: string;
  onChange: (startsAt?: string) => void;
};

/** A week's free times, day by day. Give it a new `key` when other times are to be offered. */
export function TimePicker({ today, load, timeZone, hint, value, onChange }: Props) {
  const [from, setFrom] = useState(today);
  const [wanted, setWanted] = useState<string>();
  const week = useLoad(() => load(from), from);
  const zone = foreignZone(timeZone);
  const turn = (day: string) => {
    onChange(undefined);
    setWanted(undefined);
    setFrom(day < today ? today : day);
  };
  return (
    <div className="times" aria-busy={week.loading}>
      <Loaded of={week}>
        {({ days, next }) => {
          const day = firstFree(days, wanted);
          const times = days.find((one) => one.day === day)?.times ?? [];
          return (
            <>
              <DayStrip
                days={days}
                value={day}
                onChange={(chosen) => {
                  onChange(undefined);
                  setWanted(chosen);
                }}
                onEarlier={
                  from > today
                    ? () => {
                        turn(addDays(from, -daysInWeek));
                      }
                    : undefined
                }
                onLater={() => {
                  turn(addDays(from, daysInWeek));
                }}
              />
              {day ? (
                <TimeGrid day={day} times={times} timeZone={timeZone} value={value} onChange={onChange} />
              ) : (
                <NothingFree next={next} hint={hint} onGo={turn} />
              )}
              {zone && <p className="quiet">{t.common.timesIn(zone)}</p>}
            </>
          );
        }}
      </Loaded>
    </div>
  );
}
