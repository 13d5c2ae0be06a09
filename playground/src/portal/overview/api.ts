import type { PortalVehiclesQuery, PortalWorkOrdersQuery } from '../../generated/operations';
import vehiclesDocument from '../../operations/portal-vehicles.graphql?raw';
import workOrdersDocument from '../../operations/portal-work-orders.graphql?raw';
import { dateText } from '../../shared/zone';
import { t } from '../../texts';
import { type Part, pageSize, partOf } from '../pages';
import { ask } from '../session';

/** Their vehicles as rows of a table, the newest first. */
export async function loadVehicles(after: string | null): Promise<Part<string[]>> {
  const { portal } = await ask<PortalVehiclesQuery>(vehiclesDocument, { first: pageSize, after });
  const { items, next } = partOf(portal.vehicles);
  return { items: items.map(({ plate, make, model }) => [plate ?? '–', `${make} ${model}`]), next };
}

/** Their work orders as rows of a table, the newest first. */
export async function loadWorkOrders(after: string | null): Promise<Part<string[]>> {
  const { portal } = await ask<PortalWorkOrdersQuery>(workOrdersDocument, { first: pageSize, after });
  const { items, next } = partOf(portal.workOrders);
  const rows = items.map(({ number, title, state, createdAt }) => [
    String(number),
    title,
    t.overview.workStates[state],
    dateText(createdAt.slice(0, 10)),
  ]);
  return { items: rows, next };
}
