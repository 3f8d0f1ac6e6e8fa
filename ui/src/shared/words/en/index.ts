import desk from './desk'
import error from './error'
import field from './field'
import finding from './finding'
import photo from './photo'
import refusal from './refusal'
import shared from './shared'
import start from './start'
import voice from './voice'

export default { shared, error, refusal, field, desk, finding, photo, start, voice }
