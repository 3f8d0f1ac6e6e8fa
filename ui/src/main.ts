import { createApp } from 'vue'
import App from './App.vue'
import './shared/base.css'
import { watchLayout } from './shared/layout'
import { router } from './shared/routes'

watchLayout()
createApp(App).use(router).mount('#app')
