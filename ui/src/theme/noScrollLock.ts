/**
 * Stands in for antd's, see vite/antd.ts. Under a dialog antd keeps the page from scrolling by a style without our nonce,
 * which the policy blocks and reports. The page never scrolls here, only parts of it do, so there is nothing to keep.
 */
export default function useScrollLocker(): void {}
