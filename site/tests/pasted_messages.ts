// Table of messages for paste.test.ts: what a customer wrote, the fields that are recognised, and the words that are left over.

export interface PastedMessage {
  title: string;
  message: string;
  found: Record<string, string>;
  rest: string;
}

export const messages: PastedMessage[] = [
  {
    title: 'all in one line, lower case',
    message: 'Mark (619) 555-0123 3512 soderblom ave san diego 92122 $600 couch and fridge',
    found: {
      name: 'Mark',
      phone: '(619) 555-0123',
      street: '3512 soderblom ave',
      city: 'san diego',
      zip: '92122',
      price: '600',
      kind: 'junk_removal',
    },
    rest: 'couch and fridge',
  },
  {
    title: 'one thing a line',
    message: 'Priya Raman\n619-555-0144\n1860 Garnet Ave\nSan Diego, CA 92109\npriya.raman@example.com',
    found: {
      name: 'Priya Raman',
      phone: '(619) 555-0144',
      street: '1860 Garnet Ave',
      city: 'San Diego',
      zip: '92109',
      email: 'priya.raman@example.com',
    },
    rest: '',
  },
  {
    title: "a form's labels",
    message:
      'Name: Luis Ortega\nPhone: 619.555.0177\nAddress: 47 Market St Apt 4B, San Diego, CA 92101-1234\nEmail: luis@example.com\nPrice: $220.50',
    found: {
      name: 'Luis Ortega',
      phone: '(619) 555-0177',
      street: '47 Market St',
      unit: 'Apt 4B',
      city: 'San Diego',
      zip: '92101-1234',
      email: 'luis@example.com',
      price: '220.50',
    },
    rest: '',
  },
  {
    title: 'whole sentences',
    message:
      'Hi, this is Sarah Lee. I need a 20 yard dumpster at 2705 Adams Ave in San Diego next Friday. You can reach me at 858 555 0190. Thanks!',
    found: {
      name: 'Sarah Lee',
      phone: '(858) 555-0190',
      street: '2705 Adams Ave',
      city: 'San Diego',
      kind: 'dumpster_rental',
    },
    rest: 'Hi. I need a 20 yard dumpster at next Friday. You can reach me at. Thanks!',
  },
  {
    title: 'no capitals, no punctuation',
    message:
      'hey its mike i got a old hot tub to get rid of 9120 campo rd spring valley 91977 call 6195550111',
    found: {
      phone: '(619) 555-0111',
      street: '9120 campo rd',
      city: 'spring valley',
      zip: '91977',
      kind: 'junk_removal',
    },
    rest: 'hey its mike i got a old hot tub to get rid of call',
  },
  {
    title: 'emoji',
    message:
      '👋 Hey! Dana here 🙌 can you haul my couch? 🛋️ 📍4455 El Cajon Blvd #12, San Diego 92115 📞 +1 619 555 0166',
    found: {
      name: 'Dana',
      phone: '(619) 555-0166',
      street: '4455 El Cajon Blvd',
      unit: '#12',
      city: 'San Diego',
      zip: '92115',
      kind: 'junk_removal',
    },
    rest: 'Hey! can you haul my couch?',
  },
  {
    title: 'address first, name last',
    message:
      '8250 Vickers St Suite 200, San Diego CA 92111\nGarage cleanout, budget $450\n(619)555-0102\n- Tom Becker',
    found: {
      name: 'Tom Becker',
      phone: '(619) 555-0102',
      street: '8250 Vickers St',
      unit: 'Suite 200',
      city: 'San Diego',
      zip: '92111',
      price: '450',
      kind: 'junk_removal',
    },
    rest: 'Garage cleanout, budget',
  },
  {
    title: 'signed with thanks',
    message: 'Need a dump trailer for the weekend, 512 W Palm Ave, El Cajon. 619 555 0133\nThanks, Grace',
    found: {
      name: 'Grace',
      phone: '(619) 555-0133',
      street: '512 W Palm Ave',
      city: 'El Cajon',
      kind: 'trailer_rental',
    },
    rest: 'Need a dump trailer for the weekend.',
  },
  {
    title: 'numbers that are no address',
    message: '2 couches and 3 mattresses on the 2nd floor, pickup at 10 am. 1425 5th Ave, 92101',
    found: { street: '1425 5th Ave', zip: '92101', kind: 'junk_removal' },
    rest: '2 couches and 3 mattresses on the 2nd floor, pickup at 10 am.',
  },
  {
    title: 'a street of the Spanish way',
    message: 'Elena Cruz, 760 555 0155, 3344 Camino Del Rio S, San Diego, CA 92108',
    found: {
      name: 'Elena Cruz',
      phone: '(760) 555-0155',
      street: '3344 Camino Del Rio S',
      city: 'San Diego',
      zip: '92108',
    },
    rest: '',
  },
  {
    title: 'Broadway',
    message: '1200 broadway san diego 92101 old fridge',
    found: { street: '1200 broadway', city: 'san diego', zip: '92101', kind: 'junk_removal' },
    rest: 'old fridge',
  },
  {
    title: 'two prices',
    message: 'You quoted $500 last time, can you do $400? 619-555-0188',
    found: { phone: '(619) 555-0188' },
    rest: 'You quoted $500 last time, can you do $400?',
  },
  {
    title: 'a range of prices',
    message: '$500-600 for the garage? 619-555-0188',
    found: { phone: '(619) 555-0188' },
    rest: '$500-600 for the garage?',
  },
  {
    title: 'dollars in words',
    message:
      'My name is Omar Haddad and I agreed to 1,250 dollars for debris removal, 77 Elm Ct, La Mesa CA 91942',
    found: {
      name: 'Omar Haddad',
      street: '77 Elm Ct',
      city: 'La Mesa',
      zip: '91942',
      price: '1250',
      kind: 'junk_removal',
    },
    rest: 'and I agreed to for debris removal',
  },
  {
    title: 'a number abroad',
    message: 'Soy Ana, +52 664 223 4567, 900 Otay Lakes Rd Chula Vista 91913',
    found: {
      name: 'Ana',
      phone: '+526642234567',
      street: '900 Otay Lakes Rd',
      city: 'Chula Vista',
      zip: '91913',
    },
    rest: '',
  },
  {
    title: 'phone first, then the name and a town elsewhere',
    message: "6195550199\nJo Ann O'Neil\n12345 Old Highway 80\nPine Valley CA 91962\nroll-off for 5 days",
    found: {
      name: "Jo Ann O'Neil",
      phone: '(619) 555-0199',
      street: '12345 Old Highway 80',
      city: 'Pine Valley',
      zip: '91962',
      kind: 'dumpster_rental',
    },
    rest: 'roll-off for 5 days',
  },
  {
    title: 'a house number of five digits and a ZIP code',
    message: '12850 Rancho Penasquitos Blvd Unit B, Poway, California 92064 pick up washer',
    found: {
      street: '12850 Rancho Penasquitos Blvd',
      unit: 'Unit B',
      city: 'Poway',
      zip: '92064',
      kind: 'junk_removal',
    },
    rest: 'pick up washer',
  },
  {
    title: 'a name before the number, in the middle',
    message:
      "Hello, I'd like a quote for hauling away an old shed. Address is 4321 Park Blvd, San Diego, CA. Karen Wu (858) 555-0121",
    found: {
      name: 'Karen Wu',
      phone: '(858) 555-0121',
      street: '4321 Park Blvd',
      city: 'San Diego',
      kind: 'junk_removal',
    },
    rest: "Hello, I'd like a quote for hauling away an old shed. Address is.",
  },
  {
    title: "a house's own labels, in capitals",
    message: 'FROM: Rita\nTEL: 6195550178\nADDR: 55 C St #3 Chula Vista\nSTUFF: 3 bags + tv\nOFFER: 120$',
    found: {
      name: 'Rita',
      phone: '(619) 555-0178',
      street: '55 C St',
      unit: '#3',
      city: 'Chula Vista',
      price: '120',
    },
    rest: 'STUFF: 3 bags + tv',
  },
  {
    title: 'all backwards',
    message: '92122 3512 soderblom ave mark 6195550123',
    found: { name: 'mark', phone: '(619) 555-0123', street: '3512 soderblom ave', zip: '92122' },
    rest: '',
  },
  {
    title: 'signed with a dash, at the end of a line',
    message: 'need junk gone asap!!! 88 w 7th st national city, call after 5pm 6195550166 thx -Ray',
    found: {
      name: 'Ray',
      phone: '(619) 555-0166',
      street: '88 w 7th st',
      city: 'national city',
      kind: 'junk_removal',
    },
    rest: 'need junk gone asap!!!, call after 5pm thx',
  },
  {
    title: 'things before a price are no name',
    message: 'couch and boxes $80, 2020 Fern St',
    found: { street: '2020 Fern St', price: '80', kind: 'junk_removal' },
    rest: 'couch and boxes',
  },
  {
    title: 'a street without a number',
    message: '10 boxes on E street, in 2 hours',
    found: {},
    rest: '10 boxes on E street, in 2 hours',
  },
  { title: 'only words', message: 'Can you come on Tuesday?', found: {}, rest: 'Can you come on Tuesday?' },
  {
    title: 'an order number and a date',
    message: 're order 4711 on 11/24 at 2 pm: call me',
    found: {},
    rest: 're order 4711 on 11/24 at 2 pm: call me',
  },
  { title: 'nothing', message: '  \n ', found: {}, rest: '' },
];
