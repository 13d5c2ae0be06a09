# Failures
not-permitted = Nu aveți permisiunea { $permission }.
customer-not-found = Nu există un astfel de client.
record-not-found = Nu există o astfel de înregistrare.
version-conflict = Cineva a modificat înregistrarea după ce ați citit-o. Citiți-o din nou, apoi decideți.
wrong-state = Nu este posibil în starea { $state }.
customer-already-deleted = Acest client este șters. Ce s-a păstrat poate fi citit, nu modificat.
customer-merged = Acest client a fost comasat cu altul. Continuați cu acela.
plate-taken = Numărul { $plate } este pe alt vehicul.
booking-time-taken = Ora rezervării { $number } a fost ocupată între timp.
public-booking-requested = Vă mulțumim. Firma a primit cererea și vă va contacta.
public-slot-taken = Ora tocmai a fost ocupată. Alegeți alta.
public-booking-closed = Aici nu există o pagină de programări.
slot-taken = Prestatorul este ocupat la această oră.
too-late = Este prea târziu pentru a face aceasta aici. Vă rugăm să ne contactați.
not-for-customers = Aceasta nu se poate face aici. Vă rugăm să ne contactați.
idempotency-conflict = Această cheie de idempotență a fost folosită cu alte argumente.
rate-limited = Prea multe încercări. Încercați mai târziu.
sign-in-rejected = Datele nu se potrivesc. Verificați-le și încercați din nou.
payments-unavailable = Momentan nu se pot încasa plăți aici.
payment-declined = Cardul a fost refuzat. Nu s-a încasat nimic.

field-required = este obligatoriu
field-too-long = are mai mult de { $max } caractere
field-too-many = are mai mult de { $max } elemente
field-forbidden-characters = conține caractere de control sau care schimbă direcția scrierii
field-card-number = pare un număr de card; nu trimiteți niciodată așa ceva
field-malformed = ar trebui să fie de forma: { $expected }
field-out-of-range = ar trebui să fie între { $min } și { $max }
field-conflicts = nu poate fi folosit împreună cu { $with }
field-already-taken = este deja folosit
field-not-allowed = nu este posibil: { $because }

# Deleting
confirmation-token = ȘTERGE
confirmation-mismatch = Scrieți { $token } pentru a confirma.
delete-rate-limited = Limită depășită – prea multe ștergeri în această oră
deletion-plan-changed = Ceva s-a schimbat între timp. Verificați din nou înainte de a șterge.
deletion-blocked = Acest client nu poate fi șters încă.
undo-expired = Timpul pentru anulare a trecut. Cineva cu drept de restaurare a clienților o mai poate face.
undo-token-unknown = Nu există nimic de anulat cu acest token.
customer-erased = Datele acestui client au fost șterse definitiv.
customer-not-deleted = Acest client nu este șters.
customer-masked = Datele acestui client au fost făcute ilizibile definitiv.
customer-held = { $count ->
    [one] { $count } blocare legală protejează datele acestui client.
    [few] { $count } blocări legale protejează datele acestui client.
   *[other] { $count } de blocări legale protejează datele acestui client.
}
originals-lost = Ce a fost mascat nu mai poate fi citit: cheia nu este în depozitul de chei.
suppression-key-lost = Cine este pe lista de excludere nu mai poate fi recunoscut: cheia ei nu este în depozitul de chei.
suppression-purpose = Împiedică un import să readucă, fără a întreba, pe cineva ale cărui date au fost șterse. Nu servește la nimic altceva.
effect-mask = Numele, datele de contact și notele devin ilizibile, definitiv după expirarea timpului de anulare.
erasure-plan = { $count ->
    [one] Un client va fi șters definitiv. După aceea nu se mai poate anula. Scrieți { $count } pentru a continua.
    [few] { $count } clienți vor fi șterși definitiv. După aceea nu se mai poate anula. Scrieți { $count } pentru a continua.
   *[other] { $count } de clienți vor fi șterși definitiv. După aceea nu se mai poate anula. Scrieți { $count } pentru a continua.
}
count-mismatch = { $count ->
    [one] Este un singur client. Scrieți { $count } pentru a continua.
    [few] Sunt { $count } clienți. Scrieți acest număr pentru a continua.
   *[other] Sunt { $count } de clienți. Scrieți acest număr pentru a continua.
}
bulk-delete-not-allowed = Aici clienții se șterg pe rând. Politica de ștergere poate permite mai mulți.
erasure-plan-changed = Nu mai sunt clienții pe care i-ați văzut. Verificați planul din nou.
pairs-mismatch = { $count ->
    [one] Este o singură pereche. Scrieți { $count } pentru a continua.
    [few] Sunt { $count } perechi. Scrieți acest număr pentru a continua.
   *[other] Sunt { $count } de perechi. Scrieți acest număr pentru a continua.
}
merge-plan-changed = Ce urma să fie contopit s-a schimbat de când a fost afișat. Priviți din nou, apoi decideți.
erasure-not-scheduled = Acest client nu urmează să fie șters definitiv.
finish-resolving = Rezolvați-le, apoi reveniți pentru a finaliza ștergerea clientului { $customer }.

blocker-work-orders = { $count ->
    [one] { $count } comandă activă
    [few] { $count } comenzi active
   *[other] { $count } de comenzi active
}
blocker-including = (inclusiv { $places })
blocker-on-plate = { $count } pe { $plate }
blocker-invoices = { $count ->
    [one] { $count } factură neachitată în valoare de { $total }
    [few] { $count } facturi neachitate în valoare de { $total }
   *[other] { $count } de facturi neachitate în valoare de { $total }
}
blocker-conversations = { $count ->
    [one] { $count } conversație activă
    [few] { $count } conversații active
   *[other] { $count } de conversații active
}
blocker-bookings = { $count ->
    [one] { $count } rezervare viitoare
    [few] { $count } rezervări viitoare
   *[other] { $count } de rezervări viitoare
}
blocker-quotes = { $count ->
    [one] { $count } ofertă deschisă
    [few] { $count } oferte deschise
   *[other] { $count } de oferte deschise
}
blocker-legal-holds = { $count ->
    [one] { $count } blocare legală
    [few] { $count } blocări legale
   *[other] { $count } de blocări legale
}

vehicles-count = { $count ->
    [one] { $count } vehicul
    [few] { $count } vehicule
   *[other] { $count } de vehicule
}
closed-conversations-count = { $count ->
    [one] { $count } conversație închisă
    [few] { $count } conversații închise
   *[other] { $count } de conversații închise
}
deletion-summary = Aceasta va ascunde clientul{ $also }. Comenzile vechi și facturile achitate rămân la dosar.
also-one = { " " }și { $a }
also-two = , { $a } și { $b }
effect-cancel-work-orders = { $count ->
    [one] { $count } comandă activă va fi anulată.
    [few] { $count } comenzi active vor fi anulate.
   *[other] { $count } de comenzi active vor fi anulate.
}
effect-close-work-orders = { $count ->
    [one] { $count } comandă activă va fi închisă.
    [few] { $count } comenzi active vor fi închise.
   *[other] { $count } de comenzi active vor fi închise.
}
effect-close-conversations = { $count ->
    [one] { $count } conversație activă va fi închisă.
    [few] { $count } conversații active vor fi închise.
   *[other] { $count } de conversații active vor fi închise.
}
effect-void-drafts = { $count ->
    [one] { $count } ciornă de factură va fi anulată.
    [few] { $count } ciorne de facturi vor fi anulate.
   *[other] { $count } de ciorne de facturi vor fi anulate.
}
effect-write-off-invoices = { $count ->
    [one] { $count } factură neachitată va fi scoasă din evidență.
    [few] { $count } facturi neachitate vor fi scoase din evidență.
   *[other] { $count } de facturi neachitate vor fi scoase din evidență.
}
effect-cancel-bookings = { $count ->
    [one] { $count } rezervare viitoare va fi anulată.
    [few] { $count } rezervări viitoare vor fi anulate.
   *[other] { $count } de rezervări viitoare vor fi anulate.
}
effect-cancel-quotes = { $count ->
    [one] { $count } ofertă deschisă va fi anulată.
    [few] { $count } oferte deschise vor fi anulate.
   *[other] { $count } de oferte deschise vor fi anulate.
}
effect-keep-bookings = { $count ->
    [one] { $count } rezervare rămâne la dosar.
    [few] { $count } rezervări rămân la dosar.
   *[other] { $count } de rezervări rămân la dosar.
}

# Letters
portal-link-requested = Dacă această adresă este cunoscută aici, un link este pe drum.
portal-link-subject = Conectare la { $account }
portal-link-text =
    Bună ziua,

    deschideți acest link pentru a vă conecta la { $account }:

    { $url }

    { $minutes ->
        [one] Funcționează o singură dată, timp de un minut.
        [few] Funcționează o singură dată, timp de { $minutes } minute.
       *[other] Funcționează o singură dată, timp de { $minutes } de minute.
    }
    Dacă nu l-ați cerut, ignorați acest mesaj.
email-change-requested = Un link este pe drum către noua adresă. Până nu îl urmați, nu se schimbă nimic.
email-change-subject = Confirmați adresa pentru { $account }
email-change-text =
    Bună ziua,

    cineva dorește să folosească această adresă la { $account }. Dacă sunteți dvs., confirmați aici:

    { $url }

    { $minutes ->
        [one] Linkul funcționează o dată, timp de un minut.
        [few] Linkul funcționează o dată, timp de { $minutes } minute.
       *[other] Linkul funcționează o dată, timp de { $minutes } de minute.
    }
    Dacă nu sunteți dvs., puteți ignora acest mesaj: nu se schimbă nimic.
email-changed-subject = Adresa dvs. pentru { $account } s-a schimbat
email-changed-text =
    Bună ziua,

    adresa dvs. de e-mail pentru { $account } a fost schimbată în portalul pentru clienți.
    De acum scriem la noua adresă, iar cu aceasta nu vă mai puteți conecta.

    Dacă nu ați fost dvs., luați legătura cu noi.

    { $account }

# Days and times
calendar-month = { $month ->
    [1] ianuarie
    [2] februarie
    [3] martie
    [4] aprilie
    [5] mai
    [6] iunie
    [7] iulie
    [8] august
    [9] septembrie
    [10] octombrie
    [11] noiembrie
   *[12] decembrie
}
calendar-weekday = { $weekday ->
    [1] luni
    [2] marți
    [3] miercuri
    [4] joi
    [5] vineri
    [6] sâmbătă
   *[7] duminică
}
calendar-day = { $day } { $month } { $year }
calendar-moment = { $weekday }, { $date }, ora { $time }

# Letters about records
letter-line-when = Când: { $value }
letter-line-what = Ce: { $value }
letter-line-who = Cine vine: { $value }
letter-line-where = Unde: { $value }
letter-line-price = Preț: { $value }
letter-line-total = Total: { $value }
letter-line-due = Scadență: { $value }
letter-line-valid = Valabilă până la: { $value }
letter-line-amount = Sumă: { $value }
letter-line-paid = Primită la: { $value }
letter-booking-made-subject = Programarea dvs. nr. { $number } la { $account }
letter-booking-made-text =
    Bună ziua,

    am înregistrat programarea dvs. nr. { $number }:

    { $details }

    Programările dvs. sunt la { $url }

    { $account }
letter-booking-moved-subject = Programarea dvs. nr. { $number } la { $account } a fost mutată
letter-booking-moved-text =
    Bună ziua,

    programarea dvs. nr. { $number } a fost mutată. Acum este:

    { $details }

    Programările dvs. sunt la { $url }

    { $account }
letter-booking-cancelled-subject = Programarea dvs. nr. { $number } la { $account } a fost anulată
letter-booking-cancelled-text =
    Bună ziua,

    programarea dvs. nr. { $number } a fost anulată:

    { $details }

    Puteți face o nouă programare la { $url }

    { $account }
letter-booking-reminder-subject = Vă amintim de programarea nr. { $number } la { $account }
letter-booking-reminder-text =
    Bună ziua,

    programarea dvs. nr. { $number } se apropie:

    { $details }

    Dacă ora nu vi se mai potrivește, vedeți { $url }

    { $account }
letter-quote-sent-subject = Oferta { $number } de la { $account }
letter-quote-sent-text =
    Bună ziua,

    iată oferta noastră { $number }:

    { $details }

    O puteți citi, accepta sau refuza aici:

    { $url }

    { $account }
letter-invoice-issued-subject = Factura { $number } de la { $account }
letter-invoice-issued-text =
    Bună ziua,

    am emis factura { $number }:

    { $details }

    Facturile dvs. sunt la { $url }

    { $account }
letter-payment-received-subject = { $account } a primit plata dvs.
letter-payment-received-text =
    Bună ziua,

    vă mulțumim pentru plata facturii { $number }:

    { $details }

    Facturile dvs. sunt la { $url }

    { $account }
letter-payment-method-asked-subject = { $account } vă cere o metodă de plată
letter-payment-method-asked-text =
    Bună ziua,

    vă rugăm să lăsați aici o metodă de plată. Linkul funcționează o singură dată, timp de o săptămână:

    { $url }

    Nu trimiteți niciodată numere de card prin e-mail.

    { $account }
letter-rating-asked-subject = Cum a fost programarea nr. { $number } la { $account }?
letter-rating-asked-text =
    Bună ziua,

    programarea dvs. nr. { $number } s-a încheiat:

    { $details }

    Spuneți-ne cum a fost. Durează un minut:

    { $url }

    { $account }
letter-unsubscribe = Dacă nu mai doriți astfel de mesaje: { $url }
letter-provider-line = Programarea nr. { $number }: { $when }
letter-provider-cancelled-subject = { $count ->
    [one] { $count } programare a dvs. a fost anulată
    [few] { $count } programări ale dvs. au fost anulate
   *[other] { $count } de programări ale dvs. au fost anulate
}
letter-provider-cancelled-text =
    Bună ziua,

    { $count ->
        [one] această programare a dvs. a fost anulată:
       *[other] aceste programări ale dvs. au fost anulate:
    }

    { $details }

    { $account }
letter-provider-back-subject = { $count ->
    [one] { $count } programare anulată a dvs. revine
    [few] { $count } programări anulate ale dvs. revin
   *[other] { $count } de programări anulate ale dvs. revin
}
letter-provider-back-text =
    Bună ziua,

    { $count ->
        [one] această programare anulată va avea loc totuși:
       *[other] aceste programări anulate vor avea loc totuși:
    }

    { $details }

    { $account }

# An invoice on paper
pdf-title = Factura { $number }
pdf-draft = Factură (ciornă)
pdf-issued-on = Data emiterii: { $day }
pdf-due-on = Termen de plată: { $day }
pdf-paid = Achitată integral
pdf-void = Anulată
pdf-written-off = Scoasă din evidență
pdf-bill-to = Cumpărător
pdf-description = Descriere
pdf-quantity = Cantitate
pdf-unit-price = Preț unitar
pdf-tax = Taxă
pdf-amount = Sumă
pdf-net = Total fără taxă
pdf-tax-at = { $name } { $percent } %
pdf-total = Total
pdf-payment = Plătit: { $day }
pdf-tip = Bacșiș, vă mulțumim
pdf-refund = Restituit: { $day }
pdf-outstanding = De plată
pdf-page = Pagina { $page } din { $pages }

# Imports and exports
job-file-too-large = Fișierul este mai mare decât se acceptă.
job-upload-broken = Încărcarea s-a întrerupt. Pregătiți alt import.
job-unreadable = Fișierul nu este un fișier CSV cu antet în UTF-8.
job-broken-file = Fișierul nu poate fi citit mai departe: poate o ghilimea nu este închisă.
job-suppression-key-lost = Cine a fost șters nu mai poate fi recunoscut: cheia listei de excludere nu este în depozitul de chei. Puneți-o la loc sau scoateți de pe listă persoanele care nu pot fi recunoscute.
job-in-the-way = Unele înregistrări au fost atinse de la import. Nu s-a retras nimic.
job-gave-up = A eșuat de mai multe ori la noi. Încercați din nou mai târziu.

# Why rows of an import were left out
import-no-such-customer = nu există un astfel de client
import-customer-deleted = clientul este șters
import-unpaid-without-customer = numai facturile plătite pot fi fără client
import-named-without-customer = un nume sau o adresă fără client nu s-ar putea șterge niciodată
import-several-customers = mai mulți clienți au această adresă de e-mail
import-plate-taken = numărul este pe alt vehicul
import-vehicle-gone = vehiculul nu mai există
import-no-valid-customer = nu ar rezulta un client valid
import-no-such-service = nu există un serviciu cu acest nume
import-no-such-provider = nu există un prestator cu acest nume
import-several-providers = mai mulți prestatori au acest nume
import-provider-busy = prestatorul este ocupat atunci
import-not-bookable = nu se poate programa
import-no-such-invoice = nicio factură din celălalt fișier nu are această referință
import-row-too-long = rândul este mai lung de un mebioctet; poate o ghilimea nu este închisă
import-row-not-text = rândul nu este text în UTF-8
import-there-already = există deja
import-in-earlier-row = este într-un rând anterior
import-suppressed = aparține cuiva ale cărui date au fost șterse
import-like-external-ref = referință
import-like-email = adresă de e-mail și nume
import-like-phone = număr de telefon și nume
import-like-plate = număr de înmatriculare
import-like-vin = serie de șasiu
import-like-number = număr
import-kept-changed = modificat de la import
import-kept-attached = de la import i s-a atașat ceva
import-kept-forgotten = nu se mai păstrează ce era înainte
import-kept-held = este protejat de o blocare legală
import-row-cells = rândul are { $cells ->
    [one] { $cells } celulă
    [few] { $cells } celule
   *[other] { $cells } de celule
}, iar antetul { $columns }

# What a value should be, and why one is not possible
expected-email = o adresă de e-mail, de ex. ana@example.com
expected-phone = un număr de telefon de 4 până la 20 de cifre
expected-plate = litere și cifre, de ex. AB12 CDE
expected-vin = litere și cifre, de ex. WVWZZZ1JZXW000001
expected-currency = un cod ISO 4217, de ex. RON
expected-decimals = nu mai multe zecimale decât are moneda
expected-date = o dată, de ex. 2025-03-31
expected-decimal = un număr zecimal, de ex. 12.50
expected-country = un cod ISO 3166-1, de ex. RO, sau numele țării în engleză
expected-quantity = o cantitate peste 0, cu cel mult trei zecimale, până la 1000000
expected-invoice-state = PAID sau ISSUED
expected-customer-kind = PERSON sau BUSINESS
expected-time = o oră, de ex. 2025-03-31 09:30, pe care ceasurile o arată o singură dată
expected-booking-state = REQUESTED, SCHEDULED, COMPLETED, CANCELLED sau NO_SHOW
expected-year = un an, de ex. 2019
because-number-is-ours = numerele precum INV-000001 sunt date de Lethe
because-lines-in-other-file = o factură are între 1 și 1000 de rânduri în celălalt fișier
because-lines-add-up = rândurile dau altă sumă
because-booking-too-far = o programare este în limita a zece ani
because-booking-ends-first = o programare se termină după ce începe
because-booking-too-long = o programare durează cel mult 31 de zile
because-no-such-field = nu există un astfel de câmp
because-no-such-column = fișierul nu are o astfel de coloană
because-field-without-column = un câmp necesar nu are coloană

# Retention
retention-list-changed = Lista nu mai este cea pe care ați văzut-o. Priviți-o din nou, apoi aprobați.
retention-already-approved = Ați aprobat deja această listă. Trebuie să o aprobe și altcineva.
letter-retention-waits-subject = Revizuirea de retenție „{ $name }” așteaptă aprobarea
letter-retention-waits-text =
    Bună ziua,

    { $count ->
        [one] revizuirea de retenție „{ $name }” a listat { $count } client.
        [few] revizuirea de retenție „{ $name }” a listat { $count } clienți.
       *[other] revizuirea de retenție „{ $name }” a listat { $count } de clienți.
    } Nu se întâmplă nimic până când cineva nu se uită la listă și nu o aprobă.

    { $account }
letter-retention-done-subject = Revizuirea de retenție „{ $name }” s-a încheiat
letter-retention-done-text =
    Bună ziua,

    revizuirea de retenție „{ $name }”, pe care ați aprobat-o, s-a încheiat.

    { $details }

    { $account }
retention-listed = Neparcurși: { $count }
retention-excluded = Scoși la verificare: { $count }
retention-scheduled = Șterși: { $count }
retention-bought-since = Lăsați, pentru că au cumpărat între timp: { $count }
retention-restored = Lăsați, pentru că au fost restaurați între timp: { $count }
retention-no-longer-fits = Lăsați, pentru că regula nu li se mai potrivește sau au fost comasați: { $count }
retention-blocked = Lăsați din cauza înregistrărilor deschise: { $count }
retention-held = Lăsați din cauza unei rețineri legale: { $count }
retention-already-erased = Lăsați, deja șterși: { $count }
retention-gone = Lăsați, nu mai există: { $count }
