export async function screens() {}
