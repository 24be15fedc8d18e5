/** Who looks at the console. Without access control everybody may do everything. */
import { reactive } from 'vue'
import { ApiError, proveWith, whenExpired } from '@/api/client'
import { everywhere, type Schemas } from '@/api/operations'

export const session = reactive({
  /** Whether calls need a known caller. */
  isGuarded: false,
  isSignedIn: false,
  user: '',
  roles: [] as string[],
  /** What only reads is offered no buttons that write. The API decides in the end. */
  isReadOnly: false,
})

function take(me: Schemas['Me']): void {
  session.isGuarded = me.rbac !== 'off'
  session.isSignedIn = true
  session.user = me.user?.name ?? ''
  session.roles = me.roles
  session.isReadOnly = session.isGuarded && me.roles.length > 0 && me.roles.every((role) => role.endsWith('read-only'))
  proveWith(me.csrf ?? '')
}

/** Finds out whether there is access control, and who we are. */
export async function recall(): Promise<void> {
  // The page was told already that there is no session: asking would only be refused.
  if (!session.isSignedIn && document.querySelector('meta[name="signed-in"]')?.getAttribute('content') === 'no') {
    session.isGuarded = true
    return
  }
  try {
    take(await everywhere.get('/auth/me'))
  } catch (problem) {
    if (!(problem instanceof ApiError) || problem.status !== 401) throw problem
    session.isGuarded = true
    session.isSignedIn = false
  }
}

export async function signIn(username: string, password: string): Promise<void> {
  take(await everywhere.post('/auth/sign-in', { body: { username, password } }))
}

export async function signOut(): Promise<void> {
  await everywhere.post('/auth/sign-out')
  session.isSignedIn = false
  session.user = ''
  proveWith('')
}

export async function changePassword(password: string, wanted: string): Promise<void> {
  await everywhere.put('/auth/password', { body: { password, new_password: wanted } })
}

// Whatever page is open stays as it is beneath the sign-in.
whenExpired(() => {
  session.isGuarded = true
  session.isSignedIn = false
})
