declare module "virtual:messages/en" {
  const words: readonly ((inputs: object) => string)[];
  export default words;
}
