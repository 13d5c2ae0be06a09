type Part = { name: string; quantity: number };

/** Services in a line: 2 × Boiler service, Filter. */
export const servicesText = (services: Part[]): string =>
  services.map(({ name, quantity }) => (quantity > 1 ? `${quantity} × ${name}` : name)).join(', ');
