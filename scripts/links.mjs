// Prints what to do next: the start page, a one-time sign-in link for each role and an enrolment link for the app.
const base = process.argv[2];
const reply = await fetch(`${base}/web/start`);
if (!reply.ok) throw new Error(`${base}/web/start answered ${reply.status}`);
const start = await reply.json();
const roles = { supervisor: 'desk (supervisor)', inspector: 'inspector', cadre: 'village cadre' };
console.log(`\n  Start page        ${base}/\n`);
for (const link of start.signIn) {
  const role = (roles[link.role] ?? link.role).padEnd(17);
  console.log(`  ${role} ${base}/#/sign-in/${link.code}   ${link.person}`);
}
console.log(`\n  App (enrolment)   ${start.enrolLink}\n`);
console.log('  Sign-in links work once; the start page makes new ones.\n');
