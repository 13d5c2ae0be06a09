import { useId } from 'react';
import { dayNumber, dayText, weekdayText } from '../shared/zone';
import { t } from '../texts';
import type { FreeDay } from './weeks';

type Props = {
  days: FreeDay[];
  value?: string;
  onChange: (day: string) => void;
  onEarlier?: () => void;
  onLater: () => void;
};

export function DayStrip({ days, value, onChange, onEarlier, onLater }: Props) {
  const name = useId();
  return (
    <fieldset className="plain">
      <legend>{t.common.chooseDay}</legend>
      <div className="day-strip">
        <button
          type="button"
          className="button turn"
          aria-label={t.times.earlier}
          disabled={!onEarlier}
          onClick={onEarlier}
        >
          ‹
        </button>
        {days.map(({ day, times }) => (
          <label key={day} className="pill day">
            <input
              type="radio"
              name={name}
              checked={day === value}
              disabled={times.length === 0}
              aria-label={`${dayText(day)}, ${t.times.free(times.length)}`}
              onChange={() => {
                onChange(day);
              }}
            />
            <span aria-hidden="true">
              <small>{weekdayText(day)}</small>
              {dayNumber(day)}
            </span>
          </label>
        ))}
        <button type="button" className="button turn" aria-label={t.times.later} onClick={onLater}>
          ›
        </button>
      </div>
    </fieldset>
  );
}
