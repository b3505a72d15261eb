import { QueryClientProvider } from "@tanstack/react-query";
import { photoUrl, queryClient } from "../api";
import { KeyRoot, PhotoSource, Toasts } from "../components";
import { AppTheme } from "../theme/AppTheme";
import { Crash } from "./Crash";
import { Gate } from "./Gate";

/** The whole window. */
export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <PhotoSource value={photoUrl}>
        <KeyRoot>
          <AppTheme>
            <Crash>
              <Gate />
            </Crash>
            <Toasts />
          </AppTheme>
        </KeyRoot>
      </PhotoSource>
    </QueryClientProvider>
  );
}
