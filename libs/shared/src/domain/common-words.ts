/**
 * Words that guessers try first, alone and with digits, signs or each other.
 * Source  own selection of the base words that lead the public lists of leaked passwords (SecLists `Common-Credentials`, the NCSC's
 *         100,000 of Pwned Passwords), chosen from memory; at 12 characters and more what those lists hold is these, put together.
 */
export const COMMON_WORDS: readonly string[] = `
password passwort passwd passw pass motdepasse contrasena contraseña senha parola haslo salasana kennwort geheim secret
administrator administrador admin root superuser sysadmin user username guest test testing tester demo default login logon signin
welcome willkommen bienvenue bienvenido hello hallo letmein access enter changeme change temp temporary initial service support
letmein trustno master manager operator backup oracle cisco sonicwall fortinet fortigate firewall firewatch router switch server
network security secure system windows microsoft google apple samsung android internet computer laptop office company msp helpdesk
iloveyou loveyou lovely love baby babygirl babyboy angel princess prince queen king sweet sweety honey sunshine flower butterfly
rainbow summer winter spring autumn january february march april june july august september october november december monday
tuesday wednesday thursday friday saturday sunday morning night weekend
monkey dragon tiger lion eagle falcon panther wolf bear shark dolphin horse123 chicken turtle kitten puppy buster charlie
football baseball basketball soccer hockey tennis golf liverpool chelsea arsenal barcelona realmadrid juventus yankees cowboys lakers
steelers patriots eagles raiders packers
superman batman spiderman pokemon pikachu naruto starwars jedi matrix minecraft fortnite roblox killer hunter ranger shadow ghost
phantom phoenix thunder lightning storm freedom liberty america england germany france canada london paris berlin newyork texas
california chicago boston dallas houston austin denver michael jennifer jessica michelle ashley amanda nicole daniel andrew joshua
matthew robert thomas richard william joseph anthony jordan taylor maggie ginger bailey harley pepper cookie chocolate cheese banana
orange cherry coffee whatever blink ferrari porsche mercedes mustang corvette yamaha honda toyota bmw audi jesus christ faith heaven
blessed money dollar bitcoin silver golden diamond purple yellow green black white blue please thanks fuckyou fuck shit asshole bitch
iloveu qwerty qwertz azerty zaq zxc qaz wsx edc correcthorsebatterystaple
`
  .trim()
  .split(/\s+/);
