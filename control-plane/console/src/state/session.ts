/** Who looks at the console. Without access control everybody may do everything. */
import { reactive } from 'vue'
import { ApiError, call, get, proveWith, whenExpired, type Document } from '@/api/client'

interface Me {
  name?: string
  username?: string
  csrf_token?: string
  rbac?: boolean
  anonymous?: boolean
  roles?: string[]
}

export const session = reactive({
  /** Whether the control plane knows users at all. */
  isGuarded: false,
  isSignedIn: false,
  user: '',
  roles: [] as string[],
  isReadOnly: false,
})

function take(me: Me): void {
  session.isGuarded = me.anonymous !== true
  session.isSignedIn = true
  session.user = me.name ?? me.username ?? ''
  session.roles = me.roles ?? []
  session.isReadOnly = session.roles.length > 0 && session.roles.every((role) => /read-only$/.test(role))
  proveWith(me.csrf_token ?? '')
}

/** Finds out whether there is access control, and who we are. */
export async function recall(): Promise<void> {
  try {
    take(await get<Me>('/auth/me'))
  } catch (problem) {
    if (!(problem instanceof ApiError) || (problem.status !== 401 && problem.status !== 404)) throw problem
    session.isGuarded = problem.status === 401
    session.isSignedIn = problem.status === 404
  }
}

export async function signIn(name: string, password: string): Promise<void> {
  const me = await call<Me & Document>('POST', '/auth/sign-in', { username: name, name, password })
  take(me)
  await recall()
}

export async function signOut(): Promise<void> {
  await call('POST', '/auth/sign-out')
  session.isSignedIn = false
  session.user = ''
  proveWith('')
}

// Whatever page is open stays as it is beneath the sign-in.
whenExpired(() => {
  session.isGuarded = true
  session.isSignedIn = false
})
