import { Link, useLocation } from 'react-router';

export function NotFoundPage() {
  const { pathname } = useLocation();
  return (
    <>
      <title>Not found, Firewatch</title>
      <div className="head">
        <div>
          <h1>Nothing at this address</h1>
          <p className="wrap">{pathname} is not a page of Firewatch, or what it showed was removed.</p>
        </div>
        <div className="actions">
          <Link className="btn" to="/">
            Open the fleet
          </Link>
        </div>
      </div>
    </>
  );
}
