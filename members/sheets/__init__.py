"""The member sheet: a spreadsheet of members, read and written.

Reading: `opening` refuses what is no sheet, `workbook` and `text` give its rows (`reading`
chooses), `cells` reads values, `finding` tells whose row it is, `planning` what it would change.
`checking` does so for a whole file and writes nothing; `applying` carries out what was checked,
all rows or none. Writing: `stored` tells what stands in the register, `writing` puts it into files.
"""
