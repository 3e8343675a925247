package secrets

import "strings"

// frequentGrams are those of letters and digits among the 2,000 most frequent sequences
// of four bytes in 4 MB each of the sources of Go 1.26, npm, Python 3.11 and minified
// JavaScript. A keyword that is known by one of them is looked at in vain time and again.
const frequentGrams = `
	0x00 0x25 64vp able abor abso acce ache acka acke acte acti addi addr ader afte aise alcu alew algo alid aliz allb alle allo ally alse alue amd6 ames amet ance andl ange anno apit appe aram arat arch
	aren arg0 arg1 arge argl args argu arra arse arti arts aske asse assi asyn atch ated ates atfo aths atic atin atio ativ ator atte attr atur atus ault ause auth auto auxi awai awin back base bers bits
	bjec blic bloc body bool bort brea brot bsol buff buil bute byte cach calc call cann cape capi case catc cate cati cces cens cept cert cess chab chan char chec ched ches chil chin cifi ckag cken cket
	clas clea clie clos clud code codi comm comp cond conf conn cons cont conv copy coun crea crip cted ctio ctor cula curr d128 d256 d512 d64v data date ddir ddre debu deci deco defa defi dele denc dent
	depe dept ders desc dest dict diff ding dire disp dist dlin dmas does doub dows draw dren dres dule each eadd eade eate ebug ecal ecif ecod econ ecte ecti ecto ects ed12 ed25 ed51 edge edit eerr efau
	efer efet effe efin efix egis ejec elet else emai emen emit emov empt enam ence enco ende ends ener engt ense ensi enta ente enti entr ents eonf eout epar epen epla epre epro epth epti eque equi erat
	ered erif ermi erna erro ersi erti erty erve esca escr eser esol espo essa essi esta estr esul etch eter etho ette etur evel even ever ewhi exce expo expr exte extr face fals faul fect fere fetc ffec
	ffer ffse fica fied fiel file filt find fine fini firs flag floa fore form foun from fset fter full func gene ging gist glen glob gnal gnat gnor gori grou gume habo hand hang hara hars hash have head
	heck here hich hift hild hile hing hori houl hrow http hunk ibut ical icat icen idat iden ield ient ific ifie ight igna igne igno ildr ilef ilen iles ilte impl impo inal inar incl inde indo ined inep
	ines info ingl ings init inpu inst int3 int6 inte inue inva iona ions irec irst isin ispo iste istr ital itch item iter ithm itio izat ject join json kage ked1 ked2 ked5 kend keys know lace lags lass
	last late latf lati lbac lcul ldre leas lect lefe left leme lena leng lete lett leve lewh lgor lice lida lien line ling link list lize llba lled ller llow load loat loba lobs loca lock logg long loop
	lose lowe lows lpat lter ltin lude lues lute main make mall mand mark mask matc mber mbol md64 memo ment merg mess meta mete meth mise miss mman mmut mode modu move mpil mple mpor mtim must muta name
	narg natu nclu ncod ncti nded ndef nden nder ndex ndin ndle ndow nect need nepr nera next nfet nfig ngle ngth ning niti nlin nnec nnot node none nore norm nput nsio nsta nstr nt32 nt64 ntai ntal nteg
	nten nter ntex ntin ntri ntro ntry null numb nval nver obal obje ocal ocat oces odec odel oder odes odin odul offs oint oken olle olut olve omis omma ommu ompa ompi ompl onal onfe onfi only onne onse
	onst onta onte onti ontr onve opam open oper opti opts orit oriz orma orte orts osit othe otli oubl ould ound ount ourc outp over ower owst pace pack pamd para pare pars part pass patc path patt pdat
	peci pect peer pend peof pera pert pile ping pipe pita plac plat plem plic plit poin pons port pose posi ppen ppor pref pres prev prin proc prog prom prop prot prov ptio publ push pyth ques quir race
	ract rais rame rams rang rans rate rati rato rawi read reak real ream reat reco rect refe refi regi reje rema reme remo rent repl repo repr requ rese reso resp ress rest resu retu rget rgle rgum ribu
	rict ries righ ring rint ript rite rith rmal rmat rnal rned rnin roce romi root rope rors rotl roto roun roup rovi rray rren rror rser rsio rted ruct safe sage scap scri sect self sent sert serv shif
	shou sign sing sins sion siti size sked slic smal sock solu solv sour spac spec spli spon spos ssag sser ssig ssio stac stal stan star stat ster stin stmt stor stre stri stru subs sult sume supe supp
	sure swit symb sync tabl tack tail tain tale tall tanc tant targ tart tate tati tatu tcha tche tchi temp tend tent tera tern ters test text tfor that then ther thin this thod thon thor thou thro tial
	tica tifi tils time tina ting tinu tion tive toke tore tory tput trac tran trea tree trib tric trie trin trol truc true tter tual ture turn type uble ubli ucto uest uffe uild uint uire ulat ulti ults
	umbe umen unct unde upda uper uppo urce urne urns urre used user utat utho util utio utpu uxin vali valu vari vent veri vers vert vide visi void wait walk warn when whic whil will wind wing with word
	work writ wsta xcep xint xpor xten xtra ymbo ypee ypeo ypes ytes ytho zati zero
`

// A gramSet is a set of grams, and some more of the same hash.
type gramSet [1 << 16 / 64]uint64

func newGramSet(grams string) *gramSet {
	s := new(gramSet)
	for g := range strings.FieldsSeq(grams) {
		h := hashGram(gramAt(g, 0)) >> 16
		s[h/64] |= 1 << (h % 64)
	}
	return s
}

// has is false if there is no set.
func (s *gramSet) has(g uint32) bool {
	h := hashGram(g) >> 16
	return s != nil && s[h/64]>>(h%64)&1 != 0
}
