/** Who the flows sign in as. */
export const NAME = 'kong_admin'
export const PASSWORD = process.env.PASSWORD ?? ''
