// What classes are called, and which key stands for each.

let names = [];
export const setClasses = classNames => { names = classNames; };
export const classNames = () => names;

/** What a class is called, or its number where nobody named it. */
export const named = index => names[index] ?? String(index);

/** The same of an answer, which another version of the model may have made, with classes of its own. */
export const nameIn = (picture, index) => (picture.classNames ?? names)[index] ?? String(index);

/** Whether the classes are the digits: then each has its own key, and can be drawn. */
export const areDigits = () => names.length === 10 && names.every((name, index) => name === String(index));

/** So many classes have a key. */
export const KEYED = 10;

/** The key of the button in that place: digits are themselves, else 1 is the first and 0 the tenth. */
export const keyOf = place => areDigits() ? String(place) : String((place + 1) % 10);
export const placeOf = key => areDigits() ? Number(key) : (Number(key) + 9) % 10;
