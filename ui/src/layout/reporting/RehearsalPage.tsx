import { RehearsalScreen } from "../../features/rehearsal";

export default RehearsalScreen;
