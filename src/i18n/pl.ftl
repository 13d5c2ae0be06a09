# Failures
not-permitted = Brak uprawnienia { $permission }.
customer-not-found = Nie ma takiego klienta.
record-not-found = Nie ma takiego wpisu.
version-conflict = Ktoś zmienił ten wpis po tym, jak go odczytano. Odczytaj go ponownie i zdecyduj.
wrong-state = Niemożliwe w stanie { $state }.
customer-already-deleted = Ten klient jest usunięty. Zachowane dane można czytać, ale nie zmieniać.
customer-merged = Ten klient został połączony z innym. Proszę przejść do tamtego.
plate-taken = Tablica { $plate } jest przypisana do innego pojazdu.
booking-time-taken = Termin rezerwacji { $number } jest już zajęty.
public-booking-requested = Dziękujemy. Firma otrzymała Twoją prośbę i się odezwie.
public-slot-taken = Ten termin został właśnie zajęty. Wybierz inny.
public-booking-closed = Nie ma tu strony rezerwacji.
slot-taken = Wykonawca jest w tym czasie zajęty.
too-late = Jest już za późno, żeby zrobić to tutaj. Prosimy o kontakt.
not-for-customers = Tego nie można zrobić tutaj. Prosimy o kontakt.
idempotency-conflict = Ten klucz idempotencji był już użyty z innymi argumentami.
rate-limited = Zbyt wiele prób. Spróbuj później.
sign-in-rejected = Dane się nie zgadzają. Sprawdź je i spróbuj ponownie.
payments-unavailable = W tej chwili nie można tu przyjmować płatności.
payment-declined = Karta została odrzucona. Niczego nie pobrano.

field-required = jest wymagane
field-too-long = jest dłuższe niż { $max } znaków
field-too-many = ma więcej niż { $max } pozycji
field-forbidden-characters = zawiera znaki sterujące lub zmieniające kierunek pisma
field-card-number = wygląda jak numer karty; nigdy takich nie przesyłaj
field-malformed = powinno mieć postać: { $expected }
field-out-of-range = powinno być między { $min } a { $max }
field-conflicts = nie może być użyte razem z { $with }
field-already-taken = jest już zajęte
field-not-allowed = jest niemożliwe: { $because }

# Deleting
confirmation-token = USUŃ
confirmation-mismatch = Wpisz { $token }, aby potwierdzić.
delete-rate-limited = Przekroczono limit – zbyt wiele usunięć w tej godzinie
deletion-plan-changed = Coś się zmieniło. Sprawdź ponownie, zanim usuniesz.
deletion-blocked = Tego klienta nie można jeszcze usunąć.
undo-expired = Czas na cofnięcie minął. Osoba z prawem przywracania klientów nadal może to zrobić.
undo-token-unknown = Ten token niczego nie cofa.
customer-erased = Dane tego klienta wymazano na zawsze.
customer-not-deleted = Ten klient nie jest usunięty.
customer-masked = Dane tego klienta są już bezpowrotnie nieczytelne.
customer-held = { $count ->
    [one] { $count } blokada prawna chroni dane tego klienta.
    [few] { $count } blokady prawne chronią dane tego klienta.
   *[many] { $count } blokad prawnych chroni dane tego klienta.
}
originals-lost = Zamaskowanych danych nie można już odczytać: w magazynie kluczy nie ma klucza.
suppression-key-lost = Nie da się już rozpoznać osób z listy wykluczeń: w magazynie kluczy nie ma jej klucza.
suppression-purpose = Zapobiega temu, by import bez pytania przywrócił osobę, której dane usunięto. Nie służy do niczego innego.
effect-mask = Imiona i nazwiska, dane kontaktowe i notatki staną się nieczytelne, a po upływie czasu na cofnięcie – bezpowrotnie.
erasure-plan = { $count ->
    [one] { $count } klient zostanie usunięty na zawsze. Potem nie da się tego cofnąć. Wpisz { $count }, aby kontynuować.
    [few] { $count } klienci zostaną usunięci na zawsze. Potem nie da się tego cofnąć. Wpisz { $count }, aby kontynuować.
   *[other] { $count } klientów zostanie usuniętych na zawsze. Potem nie da się tego cofnąć. Wpisz { $count }, aby kontynuować.
}
count-mismatch = { $count ->
    [one] Jest { $count } klient. Wpisz tę liczbę, aby kontynuować.
    [few] Jest { $count } klientów. Wpisz tę liczbę, aby kontynuować.
   *[other] Jest { $count } klientów. Wpisz tę liczbę, aby kontynuować.
}
bulk-delete-not-allowed = Tutaj klientów usuwa się pojedynczo. Zasady usuwania mogą pozwolić na więcej.
erasure-plan-changed = To nie są ci klienci, których widziano w planie. Sprawdź plan jeszcze raz.
pairs-mismatch = { $count ->
    [one] Jest { $count } para. Wpisz tę liczbę, aby kontynuować.
    [few] Są { $count } pary. Wpisz tę liczbę, aby kontynuować.
   *[other] Jest { $count } par. Wpisz tę liczbę, aby kontynuować.
}
merge-plan-changed = To, co miałoby zostać połączone, zmieniło się od czasu wyświetlenia. Obejrzyj to ponownie i zdecyduj.
erasure-not-scheduled = Ten klient nie czeka na trwałe usunięcie.
finish-resolving = Załatw te sprawy, a potem wróć, aby dokończyć usuwanie klienta { $customer }.

blocker-work-orders = { $count ->
    [one] { $count } aktywne zlecenie
    [few] { $count } aktywne zlecenia
   *[many] { $count } aktywnych zleceń
}
blocker-including = (w tym { $places })
blocker-on-plate = { $count } na { $plate }
blocker-invoices = { $count ->
    [one] { $count } nieopłacona faktura na kwotę { $total }
    [few] { $count } nieopłacone faktury na kwotę { $total }
   *[many] { $count } nieopłaconych faktur na kwotę { $total }
}
blocker-conversations = { $count ->
    [one] { $count } aktywna rozmowa
    [few] { $count } aktywne rozmowy
   *[many] { $count } aktywnych rozmów
}
blocker-bookings = { $count ->
    [one] { $count } nadchodząca rezerwacja
    [few] { $count } nadchodzące rezerwacje
   *[many] { $count } nadchodzących rezerwacji
}
blocker-quotes = { $count ->
    [one] { $count } otwarta wycena
    [few] { $count } otwarte wyceny
   *[many] { $count } otwartych wycen
}
blocker-legal-holds = { $count ->
    [one] { $count } blokada prawna
    [few] { $count } blokady prawne
   *[many] { $count } blokad prawnych
}

vehicles-count = { $count ->
    [one] { $count } pojazd
    [few] { $count } pojazdy
   *[many] { $count } pojazdów
}
closed-conversations-count = { $count ->
    [one] { $count } zamkniętą rozmowę
    [few] { $count } zamknięte rozmowy
   *[many] { $count } zamkniętych rozmów
}
deletion-summary = To ukryje tego klienta{ $also }. Dawne zlecenia i opłacone faktury pozostaną w aktach.
also-one = { " " }i { $a }
also-two = , { $a } i { $b }
effect-cancel-work-orders = { $count ->
    [one] { $count } aktywne zlecenie zostanie anulowane.
    [few] { $count } aktywne zlecenia zostaną anulowane.
   *[many] { $count } aktywnych zleceń zostanie anulowanych.
}
effect-close-work-orders = { $count ->
    [one] { $count } aktywne zlecenie zostanie zamknięte.
    [few] { $count } aktywne zlecenia zostaną zamknięte.
   *[many] { $count } aktywnych zleceń zostanie zamkniętych.
}
effect-close-conversations = { $count ->
    [one] { $count } aktywna rozmowa zostanie zamknięta.
    [few] { $count } aktywne rozmowy zostaną zamknięte.
   *[many] { $count } aktywnych rozmów zostanie zamkniętych.
}
effect-void-drafts = { $count ->
    [one] { $count } szkic faktury zostanie unieważniony.
    [few] { $count } szkice faktur zostaną unieważnione.
   *[many] { $count } szkiców faktur zostanie unieważnionych.
}
effect-write-off-invoices = { $count ->
    [one] { $count } nieopłacona faktura zostanie spisana.
    [few] { $count } nieopłacone faktury zostaną spisane.
   *[many] { $count } nieopłaconych faktur zostanie spisanych.
}
effect-cancel-bookings = { $count ->
    [one] { $count } nadchodząca rezerwacja zostanie anulowana.
    [few] { $count } nadchodzące rezerwacje zostaną anulowane.
   *[many] { $count } nadchodzących rezerwacji zostanie anulowanych.
}
effect-cancel-quotes = { $count ->
    [one] { $count } otwarta wycena zostanie anulowana.
    [few] { $count } otwarte wyceny zostaną anulowane.
   *[many] { $count } otwartych wycen zostanie anulowanych.
}
effect-keep-bookings = { $count ->
    [one] { $count } rezerwacja pozostanie w aktach.
    [few] { $count } rezerwacje pozostaną w aktach.
   *[many] { $count } rezerwacji pozostanie w aktach.
}

# Letters
portal-link-requested = Jeśli ten adres jest tu znany, link jest już w drodze.
portal-link-subject = Logowanie: { $account }
portal-link-text =
    Dzień dobry,

    aby się zalogować ({ $account }), otwórz ten link:

    { $url }

    { $minutes ->
        [one] Działa tylko raz, przez minutę.
        [few] Działa tylko raz, przez { $minutes } minuty.
       *[other] Działa tylko raz, przez { $minutes } minut.
    }
    Jeśli to nie Twoja prośba, zignoruj tę wiadomość.
email-change-requested = Link jest już w drodze na nowy adres. Dopóki go nie otworzysz, nic się nie zmieni.
email-change-subject = { $account }: potwierdzenie adresu
email-change-text =
    Dzień dobry,

    ktoś chce używać tego adresu w { $account }. Jeśli to Ty, potwierdź go tutaj:

    { $url }

    { $minutes ->
        [one] Link działa tylko raz, przez minutę.
        [few] Link działa tylko raz, przez { $minutes } minuty.
       *[other] Link działa tylko raz, przez { $minutes } minut.
    }
    Jeśli to nie Ty, zignoruj tę wiadomość: nic się nie zmieni.
email-changed-subject = { $account }: Twój adres się zmienił
email-changed-text =
    Dzień dobry,

    Twój adres e-mail w { $account } został zmieniony w portalu klienta.
    Odtąd piszemy na nowy adres, a tym nie można się już zalogować.

    Jeśli to nie Ty, skontaktuj się z nami.

    { $account }

# Days and times
calendar-month = { $month ->
    [1] stycznia
    [2] lutego
    [3] marca
    [4] kwietnia
    [5] maja
    [6] czerwca
    [7] lipca
    [8] sierpnia
    [9] września
    [10] października
    [11] listopada
   *[12] grudnia
}
calendar-weekday = { $weekday ->
    [1] poniedziałek
    [2] wtorek
    [3] środa
    [4] czwartek
    [5] piątek
    [6] sobota
   *[7] niedziela
}
calendar-day = { $day } { $month } { $year }
calendar-moment = { $weekday }, { $date }, godz. { $time }

# Letters about records
letter-line-when = Kiedy: { $value }
letter-line-what = Co: { $value }
letter-line-who = Kto przyjedzie: { $value }
letter-line-where = Gdzie: { $value }
letter-line-price = Cena: { $value }
letter-line-total = Razem: { $value }
letter-line-due = Termin płatności: { $value }
letter-line-valid = Ważna do: { $value }
letter-line-amount = Kwota: { $value }
letter-line-paid = Data wpływu: { $value }
letter-booking-made-subject = { $account }: rezerwacja nr { $number }
letter-booking-made-text =
    Dzień dobry,

    mamy Państwa rezerwację nr { $number }:

    { $details }

    Wszystkie rezerwacje: { $url }

    { $account }
letter-booking-moved-subject = { $account }: zmiana terminu rezerwacji nr { $number }
letter-booking-moved-text =
    Dzień dobry,

    rezerwacja nr { $number } została przeniesiona. Teraz wygląda tak:

    { $details }

    Wszystkie rezerwacje: { $url }

    { $account }
letter-booking-cancelled-subject = { $account }: rezerwacja nr { $number } została odwołana
letter-booking-cancelled-text =
    Dzień dobry,

    rezerwacja nr { $number } została odwołana:

    { $details }

    Nową rezerwację można złożyć tutaj: { $url }

    { $account }
letter-booking-reminder-subject = { $account }: przypomnienie o rezerwacji nr { $number }
letter-booking-reminder-text =
    Dzień dobry,

    zbliża się termin rezerwacji nr { $number }:

    { $details }

    Jeśli termin już nie odpowiada, prosimy zajrzeć tutaj: { $url }

    { $account }
letter-quote-sent-subject = { $account }: oferta { $number }
letter-quote-sent-text =
    Dzień dobry,

    oto nasza oferta { $number }:

    { $details }

    Tutaj można ją przeczytać, przyjąć lub odrzucić:

    { $url }

    { $account }
letter-invoice-issued-subject = { $account }: faktura { $number }
letter-invoice-issued-text =
    Dzień dobry,

    wystawiliśmy fakturę { $number }:

    { $details }

    Wszystkie faktury: { $url }

    { $account }
letter-payment-received-subject = { $account }: otrzymaliśmy płatność
letter-payment-received-text =
    Dzień dobry,

    dziękujemy za płatność za fakturę { $number }:

    { $details }

    Wszystkie faktury: { $url }

    { $account }
letter-payment-method-asked-subject = { $account }: prośba o metodę płatności
letter-payment-method-asked-text =
    Dzień dobry,

    prosimy o podanie metody płatności. Link działa raz, przez tydzień:

    { $url }

    Prosimy nigdy nie wysyłać numerów kart e-mailem.

    { $account }
letter-rating-asked-subject = { $account }: jak przebiegła rezerwacja nr { $number }?
letter-rating-asked-text =
    Dzień dobry,

    rezerwacja nr { $number } jest zakończona:

    { $details }

    Prosimy o ocenę. To zajmie minutę:

    { $url }

    { $account }
letter-unsubscribe = Jeśli nie chcą Państwo więcej takich wiadomości: { $url }
letter-provider-line = Rezerwacja nr { $number }: { $when }
letter-provider-cancelled-subject = { $count ->
    [one] Odwołano { $count } Twoją rezerwację
    [few] Odwołano { $count } Twoje rezerwacje
   *[many] Odwołano { $count } Twoich rezerwacji
}
letter-provider-cancelled-text =
    Dzień dobry,

    { $count ->
        [one] odwołano tę rezerwację:
       *[other] odwołano te rezerwacje:
    }

    { $details }

    { $account }
letter-provider-back-subject = { $count ->
    [one] Wraca { $count } odwołana rezerwacja
    [few] Wracają { $count } odwołane rezerwacje
   *[many] Wraca { $count } odwołanych rezerwacji
}
letter-provider-back-text =
    Dzień dobry,

    { $count ->
        [one] ta odwołana rezerwacja jednak się odbędzie:
       *[other] te odwołane rezerwacje jednak się odbędą:
    }

    { $details }

    { $account }

# An invoice on paper
pdf-title = Faktura { $number }
pdf-draft = Faktura (szkic)
pdf-issued-on = Data wystawienia: { $day }
pdf-due-on = Termin płatności: { $day }
pdf-paid = Zapłacono w całości
pdf-void = Anulowana
pdf-written-off = Umorzona
pdf-bill-to = Nabywca
pdf-description = Opis
pdf-quantity = Ilość
pdf-unit-price = Cena
pdf-tax = Podatek
pdf-amount = Kwota
pdf-net = Razem bez podatku
pdf-tax-at = { $name } { $percent } %
pdf-total = Razem
pdf-payment = Zapłacono: { $day }
pdf-tip = Napiwek, dziękujemy
pdf-refund = Zwrócono: { $day }
pdf-outstanding = Do zapłaty
pdf-page = Strona { $page } z { $pages }

# Imports and exports
job-file-too-large = Plik jest większy, niż przyjmujemy.
job-upload-broken = Przesyłanie zostało przerwane. Przygotuj nowy import.
job-unreadable = Plik nie jest plikiem CSV z nagłówkiem w UTF-8.
job-broken-file = Pliku nie da się czytać dalej: być może cudzysłów nie jest zamknięty.
job-suppression-key-lost = Nie da się już rozpoznać usuniętych osób: w magazynie kluczy nie ma klucza listy wykluczeń. Przywróć go albo usuń z listy osoby, których nie da się rozpoznać.
job-in-the-way = Niektóre rekordy zmieniono od czasu importu. Niczego nie cofnięto.
job-gave-up = Kilka razy nie udało się to po naszej stronie. Spróbuj ponownie później.

# Why rows of an import were left out
import-no-such-customer = nie ma takiego klienta
import-customer-deleted = klient jest usunięty
import-unpaid-without-customer = bez klienta mogą być tylko opłacone faktury
import-named-without-customer = nazwiska ani adresu bez klienta nie dałoby się nigdy usunąć
import-several-customers = kilku klientów ma ten adres e-mail
import-plate-taken = tablica jest na innym pojeździe
import-vehicle-gone = pojazdu już nie ma
import-no-valid-customer = nie powstałby z tego poprawny klient
import-no-such-service = nie ma usługi o tej nazwie
import-no-such-provider = nie ma wykonawcy o tej nazwie
import-several-providers = kilku wykonawców ma tę nazwę
import-provider-busy = wykonawca jest wtedy zajęty
import-not-bookable = nie można tego zarezerwować
import-no-such-invoice = żadna faktura z drugiego pliku nie ma tego oznaczenia
import-row-too-long = wiersz jest dłuższy niż mebibajt; być może cudzysłów nie jest zamknięty
import-row-not-text = wiersz nie jest tekstem w UTF-8
import-there-already = już jest
import-in-earlier-row = jest w jednym z wcześniejszych wierszy
import-suppressed = należy do osoby, której dane usunięto
import-like-external-ref = oznaczenie
import-like-email = adres e-mail i nazwa
import-like-phone = numer telefonu i nazwa
import-like-plate = tablica
import-like-vin = numer VIN
import-like-number = numer
import-kept-changed = zmieniono od czasu importu
import-kept-attached = od czasu importu coś z tym powiązano
import-kept-forgotten = nie przechowuje się już tego, co było wcześniej
import-kept-held = chroni je blokada prawna
import-row-cells = wiersz ma { $cells ->
    [one] { $cells } komórkę
    [few] { $cells } komórki
   *[many] { $cells } komórek
}, a nagłówek { $columns }

# What a value should be, and why one is not possible
expected-email = adres e-mail, np. ana@example.com
expected-phone = numer telefonu mający od 4 do 20 cyfr
expected-plate = litery i cyfry, np. AB12 CDE
expected-vin = litery i cyfry, np. WVWZZZ1JZXW000001
expected-currency = kod ISO 4217, np. PLN
expected-decimals = nie więcej miejsc po przecinku, niż ma waluta
expected-date = data, np. 2025-03-31
expected-decimal = liczba dziesiętna, np. 12.50
expected-country = kod ISO 3166-1, np. PL, lub angielska nazwa kraju
expected-quantity = ilość większa od 0, najwyżej z trzema miejscami po przecinku, do 1000000
expected-invoice-state = PAID lub ISSUED
expected-customer-kind = PERSON lub BUSINESS
expected-time = czas, np. 2025-03-31 09:30, który zegary wskazują tylko raz
expected-booking-state = REQUESTED, SCHEDULED, COMPLETED, CANCELLED lub NO_SHOW
expected-year = rok, np. 2019
because-number-is-ours = numery takie jak INV-000001 nadaje Lethe
because-lines-in-other-file = faktura ma w drugim pliku od 1 do 1000 pozycji
because-lines-add-up = pozycje dają inną sumę
because-booking-too-far = rezerwacja mieści się w dziesięciu latach
because-booking-ends-first = rezerwacja kończy się po rozpoczęciu
because-booking-too-long = rezerwacja trwa najwyżej 31 dni
because-no-such-field = nie ma takiego pola
because-no-such-column = plik nie ma takiej kolumny
because-field-without-column = potrzebne pole nie ma kolumny

# Retention
retention-list-changed = To nie jest lista, którą widziano. Proszę obejrzeć ją ponownie, a potem zatwierdzić.
retention-already-approved = Ta lista jest już przez Ciebie zatwierdzona. Musi ją zatwierdzić jeszcze ktoś inny.
letter-retention-waits-subject = Przegląd retencji „{ $name }” czeka na zatwierdzenie
letter-retention-waits-text =
    Dzień dobry,

    { $count ->
        [one] na liście przeglądu retencji „{ $name }” jest { $count } klient.
        [few] na liście przeglądu retencji „{ $name }” są { $count } osoby.
       *[other] na liście przeglądu retencji „{ $name }” jest { $count } osób.
    } Nic się nie stanie, dopóki ktoś nie obejrzy listy i jej nie zatwierdzi.

    { $account }
letter-retention-done-subject = Przegląd retencji „{ $name }” jest zakończony
letter-retention-done-text =
    Dzień dobry,

    zatwierdzony przez Ciebie przegląd retencji „{ $name }” jest zakończony.

    { $details }

    { $account }
retention-listed = Nierozpatrzeni: { $count }
retention-excluded = Wyjęci przy sprawdzaniu: { $count }
retention-scheduled = Usunięci: { $count }
retention-bought-since = Pominięci, bo od tego czasu coś kupili: { $count }
retention-restored = Pominięci, bo zostali przywróceni: { $count }
retention-no-longer-fits = Pominięci, bo reguła już ich nie obejmuje lub zostali scaleni: { $count }
retention-blocked = Pominięci z powodu otwartych spraw: { $count }
retention-held = Pominięci z powodu blokady prawnej: { $count }
retention-already-erased = Pominięci, bo już usunięci: { $count }
retention-gone = Pominięci, bo już ich nie ma: { $count }
