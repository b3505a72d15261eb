import { lazy, Suspense, useState } from "react";
import { HashRouter, Navigate, Outlet, Route, Routes, useLocation } from "react-router";
import { useMe, useStart } from "../../api";
import { HeaderPlace, LoadingState } from "../../components";
import { AlertDesk, OpeningDesk } from "../../features/booth";
import { Crash } from "../Crash";
import { PlateDesk } from "../plates/PlateDesk";
import { screens } from "../screens";
import styles from "./frame.module.css";
import { Rail } from "./Rail";
import { StatusBar } from "./StatusBar";
import { TopBar } from "./TopBar";
import { useFrameKeys } from "./useFrameKeys";
import { useIdleLock } from "./useIdleLock";
import { useIdleParts } from "./useIdleParts";
import { useTray } from "./useTray";

const SessionPage = lazy(() => import("../registers/SessionPage"));

/** What a person who is signed in sees. The address is a hash: it works the same from the shell and from a server. */
export function Frame() {
  const { setup } = useStart();
  return (
    <HashRouter>
      <Routes>
        <Route element={<FrameAround />}>
          {screens.map((screen) => (
            <Route key={screen.path} path={screen.path} element={<screen.Content />} />
          ))}
          <Route path="/sessions/:session" element={<SessionPage />} />
          <Route path="*" element={<Navigate to={setup ? "/setup" : "/booth"} replace />} />
        </Route>
      </Routes>
    </HashRouter>
  );
}

function FrameAround() {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const { pathname } = useLocation();
  const { role } = useMe();
  const dialogs = useFrameKeys();
  useIdleLock();
  useIdleParts();
  useTray();
  const screen = screens.find((one) => one.path === pathname);
  if (screen && !screen.roles.includes(role)) return <Navigate to="/booth" replace />;
  return (
    <HeaderPlace value={place}>
      <div className={styles.frame}>
        <TopBar onPlace={setPlace} dialogs={dialogs} />
        <Rail onHelp={dialogs.showHelp} />
        <main className={styles.main}>
          <div className={styles.content}>
            <Crash key={pathname}>
              <OpeningDesk>
                <PlateDesk>
                  <Suspense fallback={<LoadingState />}>
                    <Outlet />
                  </Suspense>
                </PlateDesk>
              </OpeningDesk>
            </Crash>
          </div>
        </main>
        <StatusBar />
      </div>
      <AlertDesk />
      {dialogs.open}
    </HeaderPlace>
  );
}
