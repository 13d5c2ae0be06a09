/** How many of each service, by its id. */
export type Chosen = Readonly<Partial<Record<string, number>>>;

export const maxOfOne = 20;

/** The services chosen, as the API takes them, in the page's order. */
export const choicesOf = (chosen: Chosen, order: { id: string }[]) =>
  order.flatMap(({ id }) => {
    const quantity = chosen[id] ?? 0;
    return quantity > 0 ? [{ serviceId: id, quantity }] : [];
  });

export const choose = (chosen: Chosen, id: string, quantity: number): Chosen => ({
  ...chosen,
  [id]: quantity,
});
