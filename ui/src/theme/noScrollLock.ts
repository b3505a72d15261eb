/** Stands in for antd's, see vite.config.ts. */
export default function useScrollLocker(): void {}
