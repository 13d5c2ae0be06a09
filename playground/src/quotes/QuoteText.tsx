import { dateText, momentText } from '../shared/zone';
import { locale, t } from '../texts';

export type Quote = {
  number: string;
  title: string;
  note: string | null;
  validUntil: string | null;
  startsAt: string | null;
  total: { formatted: string };
  lines: { description: string; quantity: string; amount: { formatted: string } }[];
};

/** What a quote offers, line by line. */
export const QuoteText = ({ quote, timeZone }: { quote: Quote; timeZone: string }) => (
  <>
    {quote.note && <p className="as-written">{quote.note}</p>}
    <LineTable lines={quote.lines} total={quote.total.formatted} />
    <p className="quiet">
      {quote.startsAt && t.quotes.planned(momentText(quote.startsAt, timeZone))}{' '}
      {quote.validUntil && t.quotes.validUntil(dateText(quote.validUntil))}
    </p>
  </>
);

type LinesProps = { lines: Quote['lines']; total: string };

const LineTable = ({ lines, total }: LinesProps) => (
  <div className="scroll">
    <table className="lines">
      <thead>
        <tr>
          <th scope="col">{t.quotes.item}</th>
          <th scope="col">{t.quotes.quantity}</th>
          <th scope="col">{t.quotes.amount}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ description, quantity, amount }, index) => (
          <tr key={index}>
            <td>{description}</td>
            <td>{Number(quantity).toLocaleString(locale)}</td>
            <td>{amount.formatted}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>
            {t.common.total}
          </th>
          <td>
            <strong>{total}</strong>
          </td>
        </tr>
      </tfoot>
    </table>
  </div>
);
