/** What went wrong, said at once to those who cannot see it. */
export const Problem = ({ text }: { text: string }) =>
  text && (
    <p role="alert" className="problem">
      {text}
    </p>
  );
