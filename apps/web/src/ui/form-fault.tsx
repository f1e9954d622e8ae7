/** What a form refused that belongs to no field of it. */
export const FormFault = ({ text }: { text: string | null }) =>
  text === null ? null : (
    <p className="form-fault" role="alert">
      {text}
    </p>
  );
