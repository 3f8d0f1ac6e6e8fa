import desk from './desk'
import error from './error'
import field from './field'
import finding from './finding'
import ledger from './ledger'
import photo from './photo'
import refusal from './refusal'
import shared from './shared'
import start from './start'
import task from './task'
import voice from './voice'

export default { shared, error, refusal, field, desk, finding, ledger, photo, start, task, voice }
