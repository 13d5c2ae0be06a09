import { useId } from 'react';
import { dayText, timeText } from '../shared/zone';

type Props = {
  day: string;
  times: string[];
  timeZone: string;
  value?: string;
  onChange: (startsAt: string) => void;
};

export function TimeGrid({ day, times, timeZone, value, onChange }: Props) {
  const name = useId();
  return (
    <fieldset className="plain">
      <legend>{dayText(day)}</legend>
      <div className="time-grid">
        {times.map((startsAt) => (
          <label key={startsAt} className="pill">
            <input
              type="radio"
              name={name}
              checked={startsAt === value}
              onChange={() => {
                onChange(startsAt);
              }}
            />
            <span>{timeText(startsAt, timeZone)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
