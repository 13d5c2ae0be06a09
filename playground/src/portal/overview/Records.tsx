import { Loaded } from '../../shared/Loaded';
import { More } from '../More';
import type { Part } from '../pages';
import { usePages } from '../usePages';

type Props = { title: string; columns: string[]; load: (after: string | null) => Promise<Part<string[]>> };

/** A table of records; nothing where there are none. */
export function Records({ title, columns, load }: Props) {
  const rows = usePages(load);
  if (rows.data?.items.length === 0) return null;
  return (
    <section className="card">
      <h2>{title}</h2>
      <Loaded of={rows}>{({ items }) => <Table columns={columns} rows={items} />}</Loaded>
      <More of={rows} />
    </section>
  );
}

const Table = ({ columns, rows }: { columns: string[]; rows: string[][] }) => (
  <div className="scroll">
    <table>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((cells, row) => (
          <tr key={row}>
            {cells.map((cell, index) => (
              <td key={columns[index]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
