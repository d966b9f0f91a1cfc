
// The njs engine of these tests: this text is put after the shipped file, because njs has no VM of its own. It reads
// one JSON event a line and writes one JSON line: {value} or {error}. Bytes are collected up to the line's end before they are
// decoded, so that a character is never cut in two.
(function () {
    const fs = require('fs');
    const input = fs.openSync('/dev/stdin', 'r');
    const chunk = Buffer.alloc(65536);
    let pending = Buffer.alloc(0);

    for (;;) {
        const count = fs.readSync(input, chunk, 0, chunk.length, null);
        if (count === 0) {
            return;
        }
        pending = Buffer.concat([pending, chunk.slice(0, count)]);
        let end;
        while ((end = pending.indexOf(10)) !== -1) {
            const line = pending.slice(0, end).toString();
            pending = pending.slice(end + 1);
            let result;
            try {
                result = { value: handler(JSON.parse(line)) };
            } catch (error) {
                result = { error: String(error) };
            }
            console.log(JSON.stringify(result));
        }
    }
})();
