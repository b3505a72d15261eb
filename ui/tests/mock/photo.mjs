/** A drawn car in front of a lane, its colours from the id. */
export function photo(id) {
  const hue = (id * 47) % 360;
  const night = id % 3 === 0;
  const sky = night ? ["#182230", "#2b3848"] : ["#7f9cb9", "#b6c4d1"];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1280 720">
<defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop stop-color="${sky[0]}"/><stop offset="1" stop-color="${sky[1]}"/></linearGradient></defs>
<rect width="1280" height="720" fill="url(#s)"/><rect y="380" width="1280" height="340" fill="${night ? "#22272d" : "#4a5158"}"/>
<path d="M300 620 l40 -200 q10 -40 60 -60 l90 -110 q20 -20 60 -20 h180 q40 0 60 20 l90 110 q50 20 60 60 l40 200 z" fill="hsl(${hue} 30% ${night ? 30 : 62}%)"/>
<path d="M500 350 l60 -90 q10 -10 30 -10 h100 q20 0 30 10 l60 90 z" fill="#1f2a36"/>
<circle cx="400" cy="470" r="32" fill="${night ? "#fff6cf" : "#e5e9ee"}"/><circle cx="880" cy="470" r="32" fill="${night ? "#fff6cf" : "#e5e9ee"}"/>
<rect x="560" y="520" width="160" height="50" rx="6" fill="#1e4fc2"/></svg>`;
}
