import { Select } from '../shared/Select';
import { serverNow } from '../shared/clock';
import { dayIn } from '../shared/days';
import { useLoad } from '../shared/useLoad';
import { t } from '../texts';
import { TimePicker } from '../times/TimePicker';
import { type Choices, type Provider, loadProviders, loadTimes } from './api';

type Props = {
  account: string;
  timeZone: string;
  services: Choices;
  provider?: Provider;
  startsAt?: string;
  /** How often a time was taken meanwhile: each time other times are shown. */
  taken: number;
  onProvider: (provider?: Provider) => void;
  onTime: (startsAt?: string) => void;
};

export function WhenAndWho({ account, timeZone, services, taken, ...rest }: Props) {
  const { provider, startsAt, onProvider, onTime } = rest;
  const today = dayIn(serverNow(), timeZone);
  const chosen = JSON.stringify(services);
  const providers = useLoad(
    () => (services.length > 0 ? loadProviders({ account, services }, today) : Promise.resolve([])),
    chosen,
  );
  if (services.length === 0) return <p className="quiet">{t.book.chooseServicesFirst}</p>;
  return (
    <>
      <Select
        label={t.book.provider}
        value={provider?.id ?? ''}
        onChange={({ target }) => {
          onProvider(providers.data?.find(({ id }) => id === target.value));
        }}
      >
        <option value="">{t.book.anyone}</option>
        {providers.data?.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      {taken > 0 && !startsAt && (
        <p role="alert" className="notice">
          {t.times.taken}
        </p>
      )}
      <TimePicker
        key={`${chosen} ${provider?.id} ${taken}`}
        today={today}
        load={(from) => loadTimes({ account, services, providerId: provider?.id }, from, timeZone)}
        timeZone={timeZone}
        hint={t.book.otherChoice}
        value={startsAt}
        onChange={onTime}
      />
    </>
  );
}
